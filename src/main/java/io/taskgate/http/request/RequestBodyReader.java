package io.taskgate.http.request;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.taskgate.callback.model.Answer;
import io.taskgate.http.problem.ProblemException;
import io.taskgate.http.problem.ProblemType;
import io.taskgate.http.server.HttpConfig;
import io.taskgate.http.server.WebhookValidator;
import io.taskgate.payload.ByteSize;
import io.taskgate.payload.json.Json;
import io.taskgate.payload.json.JsonText;
import io.taskgate.payload.json.PartialTreeParser;
import jakarta.inject.Singleton;
import jakarta.validation.Validator;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads request bodies strictly: JSON only, and limited in size before they are parsed. Every error is a
/// problem document.
@Singleton
public final class RequestBodyReader {

    private final JsonMapper mapper = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(LogicalType.Textual, coercion -> {
                coercion.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
                coercion.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
                coercion.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
            })
            .build();

    /// The size limit of heartbeats and failures.
    private static final long MAX_SMALL = 64 * 1024;

    /// The size limit of webhooks.
    private static final long MAX_WEBHOOK = WebhookValidator.MAX_BYTES;

    private final Validator validator;
    private final long most;

    RequestBodyReader(HttpConfig settings, Validator validator) {
        this.validator = validator;
        this.most = ByteSize.parse(settings.maxBodySize());
    }

    /// Parses JSON text, or rejects it.
    private interface Reader<T> {
        T read(byte[] utf8) throws IOException;
    }

    /// Reads a required body.
    public JsonNode readJson(HttpHeaders headers, InputStream body) {
        return required(readOptional(headers, body));
    }

    /// Reads a required body without building a tree.
    public JsonText readText(HttpHeaders headers, InputStream body) {
        return required(read(headers, body, JsonText::parse));
    }

    /// Reads a body; an empty body becomes an empty object.
    public JsonText readTextOrEmpty(HttpHeaders headers, InputStream body) {
        return read(headers, body, JsonText::parse).orElse(JsonText.EMPTY_OBJECT);
    }

    /// Reads a required body, of which one member stays text ([PartialTreeParser]).
    public JsonNode readPartial(HttpHeaders headers, InputStream body, String member) {
        return required(read(headers, body, utf8 -> PartialTreeParser.parse(utf8, List.of(), Set.of(member))));
    }

    private static <T> T required(Optional<T> body) {
        return body.orElseThrow(
                () -> ProblemException.of(ProblemType.INVALID_REQUEST, "The body is empty. Send JSON."));
    }

    /// Reads an optional body.
    public Optional<JsonNode> readOptional(HttpHeaders headers, InputStream body) {
        return read(headers, body, Json::parseBounded);
    }

    /// Reads a small optional body: 64 KiB at most.
    public Optional<JsonNode> readSmall(HttpHeaders headers, InputStream body) {
        return read(headers, body, Math.min(MAX_SMALL, most), Json::parseBounded);
    }

    /// Reads the exact bytes of a required body, for signature verification.
    public byte[] readBytes(HttpHeaders headers, InputStream body) {
        return required(read(headers, body, bytes -> bytes));
    }

    /// Reads the exact bytes of a webhook: 256 KiB at most.
    public byte[] readWebhook(HttpHeaders headers, InputStream body) {
        return required(read(headers, body, Math.min(MAX_WEBHOOK, most), bytes -> bytes));
    }

    private <T> Optional<T> read(HttpHeaders headers, InputStream body, Reader<T> reader) {
        return read(headers, body, most, reader);
    }

    private static <T> Optional<T> read(HttpHeaders headers, InputStream body, long most, Reader<T> reader) {
        rejectEncoded(headers);
        byte[] bytes = readLimited(headers, body, most);
        if (bytes.length == 0) {
            return Optional.empty();
        }
        requireJson(headers.getMediaType());
        try {
            return Optional.of(reader.read(bytes));
        } catch (IOException e) {
            throw ProblemException.of(
                    ProblemType.INVALID_REQUEST, "The body could not be read: " + e.getMessage() + ".");
        }
    }

    static void rejectEncoded(HttpHeaders headers) {
        if (headers.getHeaderString("Content-Encoding") != null) {
            throw ProblemException.of(ProblemType.UNSUPPORTED_MEDIA_TYPE, "Send the body without Content-Encoding.");
        }
    }

    private static byte[] readLimited(HttpHeaders headers, InputStream body, long most) {
        if (contentLength(headers) > most) {
            throw tooLarge(most);
        }
        try {
            byte[] bytes = body.readNBytes((int) Math.min(most + 1, Integer.MAX_VALUE - 8));
            if (bytes.length > most) {
                throw tooLarge(most);
            }
            return bytes;
        } catch (IOException e) {
            throw ProblemException.of(ProblemType.INVALID_REQUEST, "The body is shorter than Content-Length.");
        }
    }

    /// HttpHeaders.getLength() fails for a length that exceeds an int.
    static long contentLength(HttpHeaders headers) {
        String length = headers.getHeaderString("Content-Length");
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    private static ProblemException tooLarge(long most) {
        return ProblemException.of(
                ProblemType.PAYLOAD_TOO_LARGE,
                "The body exceeds " + most + " B (taskgate.http.max-body-size, or less for small bodies).");
    }

    static void requireJson(@Nullable MediaType type) {
        boolean json = type != null
                && "application".equals(type.getType())
                && ("json".equals(type.getSubtype()) || type.getSubtype().endsWith("+json"));
        if (!json) {
            throw ProblemException.of(
                    ProblemType.UNSUPPORTED_MEDIA_TYPE, "Send JSON with Content-Type: application/json.");
        }
    }

    /// Converts the body to a request object and validates it.
    public <T> T convert(JsonNode json, Class<T> type) {
        T form = deserialize(json, type);
        List<ProblemException.Violation> violations = validator.validate(form).stream()
                .map(violation -> new ProblemException.Violation(
                        violation.getPropertyPath().toString(), violation.getMessage()))
                .sorted(java.util.Comparator.comparing(ProblemException.Violation::field))
                .toList();
        if (!violations.isEmpty()) {
            throw ProblemException.invalid(violations);
        }
        return form;
    }

    private <T> T deserialize(JsonNode json, Class<T> type) {
        if (!json.isObject()) {
            throw ProblemException.of(ProblemType.INVALID_REQUEST, "The body must be a JSON object.");
        }
        try {
            return mapper.treeToValue(json, type);
        } catch (UnrecognizedPropertyException e) {
            throw ProblemException.invalid(
                    field(e),
                    "Unknown field. Use some of "
                            + e.getKnownPropertyIds().stream()
                                    .map(String::valueOf)
                                    .sorted()
                                    .collect(Collectors.joining(", ")));
        } catch (JsonMappingException e) {
            throw ProblemException.invalid(field(e), "Has the wrong type. See /q/openapi for the schema.");
        } catch (JsonProcessingException e) {
            throw ProblemException.of(ProblemType.INVALID_REQUEST, "The body could not be read.");
        }
    }

    private static String field(JsonMappingException e) {
        String path = e.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                .collect(Collectors.joining("."));
        return path.isEmpty() ? "body" : path;
    }

    /// Reads the failure that a worker reports.
    public Answer readFailure(HttpHeaders headers, InputStream body) {
        TaskFailureRequest form = convert(required(readSmall(headers, body)), TaskFailureRequest.class);
        List<ProblemException.Violation> flaws = Answer.flawOf(form.error()).stream()
                .map(flaw -> new ProblemException.Violation(flaw.field(), flaw.message()))
                .toList();
        if (!flaws.isEmpty()) {
            throw ProblemException.invalid(flaws);
        }
        return new Answer.Failure(String.valueOf(form.error()), form.cause());
    }
}
