package io.taskgate.call.transport;

import io.taskgate.payload.InvalidJsonException;
import io.taskgate.payload.json.BoundedInputStream;
import io.taskgate.payload.json.ValidatingJsonCopier;
import io.taskgate.payload.spool.Spool;
import io.taskgate.route.CallDefinition;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/// Sends a request once and reads the response. Streams a successful response into a spool and validates that
/// it is one JSON value. Thread-safe.
@Singleton
public final class CallAttempt {

    private static final int BRIEF = 64 * 1024;
    private static final int ACCEPTED = 202;
    private static final Set<Integer> PASSING = Set.of(408, 425, 429);
    private static final Set<Integer> WITHOUT_BODY = Set.of(204, 205);

    private final ServiceRequestSender sender;

    CallAttempt(ServiceRequestSender sender) {
        this.sender = sender;
    }

    /// @param tries closes the spool of the response
    /// @throws io.taskgate.payload.spool.SpoolException if the response can't be stored on disk
    public ServiceResponse send(CallDefinition plan, ServiceRequest request, AttemptSpools tries)
            throws AttemptFailedException, IOException {
        HttpResponse<InputStream> response =
                sender.send(plan.service(), request, plan.timeout(), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            int status = response.statusCode();
            if (status == ACCEPTED && isLong(plan, request, response)) {
                return new ServiceResponse.Accepted(
                        response.headers().firstValue("Location").orElse(null), brief(body));
            }
            if (status >= 200 && status < 300) {
                return whole(plan, response, body, tries.next());
            }
            ServiceResponse.ErrorResponse refusal = new ServiceResponse.ErrorResponse(
                    status,
                    brief(body),
                    response.headers().firstValue("Retry-After").orElse(null));
            if (isTransient(status)) {
                throw new AttemptFailedException(new AttemptFailure.ServiceError(refusal));
            }
            return refusal;
        }
    }

    /// Returns whether a status reports a temporary problem.
    public static boolean isTransient(int status) {
        return status >= 500 || PASSING.contains(status);
    }

    /// A 202 without a job is a response like any other; as the response to a status request it means that
    /// the job is still running.
    private static boolean isLong(CallDefinition plan, ServiceRequest request, HttpResponse<?> response) {
        return plan.accepted().isPresent()
                || response.headers().firstValue("Location").isPresent()
                || request.isStatus();
    }

    private static ServiceResponse whole(
            CallDefinition plan, HttpResponse<InputStream> response, InputStream body, Spool spool)
            throws AttemptFailedException, IOException {
        int status = response.statusCode();
        long length = response.headers().firstValueAsLong("Content-Length").orElse(-1);
        if (WITHOUT_BODY.contains(status) || length == 0) {
            spool.write("null".getBytes(StandardCharsets.UTF_8));
            return new ServiceResponse.Success(status, spool);
        }
        checkKind(response, status);
        if (length > plan.maxResponse()) {
            throw tooLarge(plan, status);
        }
        try {
            ValidatingJsonCopier.copy(new BoundedInputStream(body, plan.maxResponse()), spool);
            return new ServiceResponse.Success(status, spool);
        } catch (BoundedInputStream.BrokenException e) {
            throw new AttemptFailedException(
                    new AttemptFailure.ConnectionLost("the connection ended before the response was complete"));
        } catch (BoundedInputStream.TooLargeException e) {
            throw tooLarge(plan, status);
        } catch (InvalidJsonException e) {
            throw new AttemptFailedException(
                    new AttemptFailure.UnusableResponse(status, "its body is not one JSON value"));
        }
    }

    private static void checkKind(HttpResponse<?> response, int status) throws AttemptFailedException {
        String encoding = response.headers().firstValue("Content-Encoding").orElse("identity");
        if (!encoding.equals("identity")) {
            throw new AttemptFailedException(
                    new AttemptFailure.UnusableResponse(status, "its body is encoded, which was not asked for"));
        }
        boolean json = response.headers()
                .firstValue("Content-Type")
                .map(type -> type.split(";", 2)[0].strip())
                .map(type -> type.matches("(?i)application/([a-z0-9.+-]+\\+)?json"))
                .orElse(true);
        if (!json) {
            throw new AttemptFailedException(
                    new AttemptFailure.UnusableResponse(status, "its body is not application/json"));
        }
    }

    private static AttemptFailedException tooLarge(CallDefinition plan, int status) {
        return new AttemptFailedException(new AttemptFailure.UnusableResponse(
                status, "its body has more than " + plan.maxResponse() + " B (call.max-response-size)"));
    }

    /// Failures while reading an error body are ignored.
    private static byte[] brief(InputStream body) {
        try {
            return body.readNBytes(BRIEF);
        } catch (IOException _) {
            return new byte[0];
        }
    }
}
