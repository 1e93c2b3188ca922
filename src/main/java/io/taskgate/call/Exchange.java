package io.taskgate.call;

import io.taskgate.payload.BoundedStream;
import io.taskgate.payload.InvalidJsonException;
import io.taskgate.payload.JsonStream;
import io.taskgate.payload.Spool;
import io.taskgate.route.CallPlan;
import io.taskgate.route.Service;
import io.taskgate.route.ServiceAuth;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.net.ssl.SSLHandshakeException;

/// One try: sends a request and takes the response in. A success is streamed into a spool and checked to be one JSON
/// value on its way. Safe for many threads.
@Singleton
final class Exchange {

    private static final int BRIEF = 64 * 1024;
    private static final int ACCEPTED = 202;
    private static final int UNAUTHORIZED = 401;
    private static final Set<Integer> PASSING = Set.of(408, 425, 429);
    private static final Set<Integer> WITHOUT_BODY = Set.of(204, 205);

    private final ServiceClients clients;
    private final BearerTokens tokens;
    private final RequestSigner signer;

    Exchange(ServiceClients clients, BearerTokens tokens, RequestSigner signer) {
        this.clients = clients;
        this.tokens = tokens;
        this.signer = signer;
    }

    /// @param tries closes the spool of what is returned
    /// @throws io.taskgate.payload.SpoolException when the disk does not take the response
    Reply send(CallPlan plan, Outgoing request, Tries tries) throws TroubleException, IOException {
        Reply reply;
        String bearer = null;
        if (plan.service().auth() instanceof ServiceAuth.OAuth how) {
            bearer = tokens.token(plan.service(), how);
            reply = sendOnce(plan, request, Map.of("Authorization", List.of("Bearer " + bearer)), tries);
        } else {
            return sendOnce(plan, request, proof(plan.service(), request), tries);
        }
        if (!(reply instanceof Reply.Refusal(int status, byte[] _)) || status != UNAUTHORIZED) {
            return reply;
        }
        // It may have been revoked before its time: once more with a fresh one.
        tokens.forget(plan.service(), bearer);
        return sendOnce(
                plan, request, Map.of("Authorization", List.of("Bearer " + tokens.token(plan.service(), how))), tries);
    }

    private Map<String, List<String>> proof(Service service, Outgoing request) throws TroubleException {
        return switch (service.auth()) {
            case ServiceAuth.None _, ServiceAuth.OAuth _ -> Map.of();
            case ServiceAuth.Header(String name, String secret) -> Map.of(name, List.of(secret));
            case ServiceAuth.SigV4 how -> {
                try {
                    yield signer.sign(how, request.method(), request.url(), request.headers(), request.body());
                } catch (RequestSigner.CannotSignException e) {
                    throw new TroubleException(new Trouble.Unproven(String.valueOf(e.getMessage())));
                }
            }
        };
    }

    private Reply sendOnce(CallPlan plan, Outgoing request, Map<String, List<String>> proof, Tries tries)
            throws TroubleException, IOException {
        HttpResponse<InputStream> response = response(plan, http(plan, request, proof));
        try (InputStream body = response.body()) {
            int status = response.statusCode();
            if (status == ACCEPTED && isLong(plan, request, response)) {
                return new Reply.Accepted(
                        response.headers().firstValue("Location").orElse(null), brief(body));
            }
            if (status >= 200 && status < 300) {
                return whole(plan, response, body, tries.next());
            }
            Reply.Refusal refusal = new Reply.Refusal(status, brief(body));
            if (status >= 500 || PASSING.contains(status)) {
                throw new TroubleException(new Trouble.Unwell(refusal));
            }
            return refusal;
        }
    }

    /// A 202 that says nothing of its job is a response like any other; of a status it says that the job goes on.
    private static boolean isLong(CallPlan plan, Outgoing request, HttpResponse<?> response) {
        return plan.accepted().isPresent()
                || response.headers().firstValue("Location").isPresent()
                || request.isStatus();
    }

    private static HttpRequest http(CallPlan plan, Outgoing request, Map<String, List<String>> proof) {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        request.headers().forEach((name, value) -> headers.put(name, List.of(value)));
        headers.putAll(proof);
        // The client sets these two by itself.
        headers.keySet().removeAll(Set.of("Host", "Content-Length"));
        HttpRequest.Builder http = HttpRequest.newBuilder(request.url()).timeout(plan.timeout());
        headers.forEach((name, values) -> values.forEach(value -> http.header(name, value)));
        return http.method(
                        request.method(),
                        request.hasBody()
                                ? HttpRequest.BodyPublishers.ofByteArray(request.body())
                                : HttpRequest.BodyPublishers.noBody())
                .build();
    }

    private HttpResponse<InputStream> response(CallPlan plan, HttpRequest request) throws TroubleException {
        try {
            return clients.of(plan.service()).send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (ConnectException | HttpConnectTimeoutException | SSLHandshakeException e) {
            throw new TroubleException(new Trouble.Unreachable(reason(e)));
        } catch (HttpTimeoutException e) {
            throw new TroubleException(new Trouble.Late(plan.timeout()));
        } catch (IOException e) {
            throw new TroubleException(
                    e.getCause() instanceof UnresolvedAddressException
                            ? new Trouble.Unreachable("its name can't be resolved")
                            : new Trouble.Broken(reason(e)));
        } catch (InterruptedException e) {
            // By the time-out of the try, or the end of the process.
            Thread.currentThread().interrupt();
            throw new TroubleException(new Trouble.Late(plan.timeout()));
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case HttpConnectTimeoutException _ -> "no connection within 2 s";
            case ConnectException _ -> "the connection is refused";
            case SSLHandshakeException _ -> "no agreement on TLS: check certificates on both sides";
            default -> "the connection ended early";
        };
    }

    private static Reply whole(CallPlan plan, HttpResponse<InputStream> response, InputStream body, Spool spool)
            throws TroubleException, IOException {
        int status = response.statusCode();
        long length = response.headers().firstValueAsLong("Content-Length").orElse(-1);
        if (WITHOUT_BODY.contains(status) || length == 0) {
            spool.write("null".getBytes(StandardCharsets.UTF_8));
            return new Reply.Whole(status, spool);
        }
        checkKind(response, status);
        if (length > plan.maxResponse()) {
            throw tooLarge(plan, status);
        }
        try {
            JsonStream.copy(new BoundedStream(body, plan.maxResponse()), spool);
            return new Reply.Whole(status, spool);
        } catch (BoundedStream.BrokenException e) {
            throw new TroubleException(new Trouble.Broken("the connection ended within the response"));
        } catch (BoundedStream.TooLargeException e) {
            throw tooLarge(plan, status);
        } catch (InvalidJsonException e) {
            throw new TroubleException(new Trouble.Unfit(status, "its body is not one JSON value"));
        }
    }

    private static void checkKind(HttpResponse<?> response, int status) throws TroubleException {
        String encoding = response.headers().firstValue("Content-Encoding").orElse("identity");
        if (!encoding.equals("identity")) {
            throw new TroubleException(new Trouble.Unfit(status, "its body is encoded, which was not asked for"));
        }
        boolean json = response.headers()
                .firstValue("Content-Type")
                .map(type -> type.split(";", 2)[0].strip())
                .map(type -> type.matches("(?i)application/([a-z0-9.+-]+\\+)?json"))
                .orElse(true);
        if (!json) {
            throw new TroubleException(new Trouble.Unfit(status, "its body is not application/json"));
        }
    }

    private static TroubleException tooLarge(CallPlan plan, int status) {
        return new TroubleException(
                new Trouble.Unfit(status, "its body has more than " + plan.maxResponse() + " B (call.max-response)"));
    }

    /// The body of a failure is worth no failure of its own.
    private static byte[] brief(InputStream body) {
        try {
            return body.readNBytes(BRIEF);
        } catch (IOException _) {
            return new byte[0];
        }
    }
}
