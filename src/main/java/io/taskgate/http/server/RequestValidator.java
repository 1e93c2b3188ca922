package io.taskgate.http.server;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.taskgate.callback.identity.CorrelationKeyRule;
import io.taskgate.http.problem.ProblemException;
import io.taskgate.http.problem.ProblemType;
import io.vertx.core.Future;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Rejects ambiguous request heads before any other handler processes them. Runs on the event loop.
@Singleton
public final class RequestValidator {

    /// Before authentication and the limits.
    private static final int FIRST = 1_000;

    private static final String API = "/v1";
    private static final String EVENT_STREAM = "text/event-stream";

    /// Connections whose next request must not be processed.
    private final Set<HttpConnection> closing =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    void register(@Observes Filters filters) {
        filters.register(this::check, FIRST);
    }

    public void check(RoutingContext request) {
        HttpConnection connection = request.request().connection();
        if (closing.contains(connection)) {
            return;
        }
        Optional<ProblemException> path = path(request.request().path());
        // Normalized as for the resource lookup: `//v1` is `/v1`. A malformed path can't be normalized.
        boolean api = String.valueOf(path.isPresent() ? request.request().path() : request.normalizedPath())
                .startsWith(API);
        if (api) {
            // Responses contain links, progress and payloads.
            request.response().putHeader("Cache-Control", "no-store");
        }
        Optional<ProblemException> framing = framing(request.request());
        Optional<ProblemException> problem =
                framing.or(() -> path).or(() -> api ? media(request.request()) : Optional.empty());
        if (problem.isEmpty()) {
            request.next();
        } else {
            if (framing.isPresent()) {
                closing.add(connection);
            }
            Future<Void> written = ProblemResponder.respond(request, problem.get());
            if (framing.isPresent()) {
                // The end of the body is uncertain: the following bytes could be parsed as a request.
                written.onComplete(_ -> connection.close());
            }
        }
    }

    // ---- framing

    private static Optional<ProblemException> framing(HttpServerRequest request) {
        List<String> codings = request.headers().getAll("Transfer-Encoding");
        if (request.headers().getAll("Host").size() > 1) {
            return invalid("The request has more than one Host header.");
        }
        if (codings.size() > 1 || (codings.size() == 1 && !codings.getFirst().equalsIgnoreCase("chunked"))) {
            return invalid("The only supported Transfer-Encoding is chunked, specified once.");
        }
        return !codings.isEmpty() && request.headers().contains("Content-Length")
                ? invalid("The request has both Transfer-Encoding and Content-Length.")
                : Optional.empty();
    }

    // ---- path

    private static Optional<ProblemException> path(@Nullable String path) {
        if (path == null || !path.startsWith("/")) {
            return invalid("The request has no path.");
        }
        if (path.indexOf(';') >= 0) {
            return invalid(
                    "The path contains \";\". Matrix parameters are not supported. Encode it as %3B if it belongs to a "
                            + "key.");
        }
        return Stream.of(path.split("/", -1))
                .map(RequestValidator::segment)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<ProblemException> segment(String encoded) {
        String text = decoded(encoded);
        if (text == null) {
            return invalid("The path is not percent-encoded UTF-8.");
        }
        if (CorrelationKeyRule.isDotSegment(text)) {
            return invalid("The path contains \".\" or \"..\".");
        }
        return CorrelationKeyRule.isVisible(text)
                ? Optional.empty()
                : invalid("The path contains control or format characters, or line separators.");
    }

    /// Returns null if the bytes are not text.
    private static @Nullable String decoded(String encoded) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length());
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c <= ' ' || c >= 0x7F) {
                return null;
            }
            if (c != '%') {
                bytes.write(c);
            } else if (i + 2 < encoded.length()
                    && HexFormat.isHexDigit(encoded.charAt(i + 1))
                    && HexFormat.isHexDigit(encoded.charAt(i + 2))) {
                bytes.write(HexFormat.fromHexDigits(encoded, i + 1, i + 3));
                i += 2;
            } else {
                return null;
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    // ---- media types

    private static Optional<ProblemException> media(HttpServerRequest request) {
        if (Optional.ofNullable(request.path())
                .flatMap(PathTemplateMatcher::match)
                .filter(PathTemplateMatcher.STREAM::equals)
                .isPresent()) {
            return eventStream(request);
        }
        if (!MediaRangeParser.acceptJson(request.headers().getAll("Accept"))) {
            return Optional.of(ProblemException.of(
                    ProblemType.NOT_ACCEPTABLE,
                    "Responses are application/json. The Accept header is malformed or excludes it."));
        }
        // Later handlers are less strict, and fail for some valid headers.
        request.headers().set("Accept", "application/json");
        return request.headers().getAll("Content-Type").stream().allMatch(MediaRangeParser::isType)
                ? Optional.empty()
                : Optional.of(ProblemException.of(
                        ProblemType.UNSUPPORTED_MEDIA_TYPE, "Send JSON with Content-Type: application/json."));
    }

    /// Accepts what browsers and command-line clients send for server-sent events.
    private static Optional<ProblemException> eventStream(HttpServerRequest request) {
        String accept = String.join(",", request.headers().getAll("Accept"));
        if (accept.isBlank() || Stream.of(EVENT_STREAM, "text/*", "*/*").anyMatch(accept::contains)) {
            request.headers().set("Accept", EVENT_STREAM);
            return Optional.empty();
        }
        return Optional.of(ProblemException.of(
                ProblemType.NOT_ACCEPTABLE,
                "The response is text/event-stream. The Accept header is malformed or excludes it."));
    }

    private static Optional<ProblemException> invalid(String detail) {
        return Optional.of(ProblemException.of(ProblemType.INVALID_REQUEST, detail));
    }
}
