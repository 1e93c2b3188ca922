package io.taskgate.http.reader;

import static java.util.Map.entry;

import io.taskgate.callback.registration.RegistrationRequest;
import io.taskgate.http.problem.ProblemException;
import io.taskgate.http.problem.ProblemType;
import io.taskgate.http.request.BulkRequest;
import io.taskgate.http.request.CallBody;
import io.taskgate.http.request.HeartbeatRequest;
import io.taskgate.http.request.HistoryBudgetRequest;
import io.taskgate.http.request.ReadPayloadRequest;
import io.taskgate.http.request.ReasonRequest;
import io.taskgate.http.request.RedriveRequest;
import io.taskgate.http.request.ResumeBatchRequest;
import io.taskgate.http.request.ShapePreviewRequest;
import io.taskgate.http.request.StartBatchRequest;
import io.taskgate.http.request.TaskFailureRequest;
import io.taskgate.http.request.TaskResultBody;
import io.taskgate.http.request.TransferRequest;
import io.taskgate.http.server.HttpConfig;
import io.taskgate.payload.json.Json;
import io.taskgate.payload.json.JsonText;
import io.taskgate.payload.json.PartialTreeParser;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyReader;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Reads the request documents: limited in size before they are parsed, and strictly. Payloads in them stay text.
/// Bean Validation checks the result, because resources declare them as `@Valid`.
@Provider
@Consumes({MediaType.APPLICATION_JSON, MediaType.WILDCARD})
public final class RequestDocumentReader implements MessageBodyReader<Object> {

    /// The size limit of documents without payloads.
    private static final long SMALL = 64 * 1024;

    /// How a document is read.
    ///
    /// @param maxBytes the size limit in bytes
    /// @param required whether an empty body is rejected; otherwise it is read as `{}`
    private record Format(long maxBytes, boolean required, Parser parser) {}

    /// Maps the bytes of a body to its document.
    private interface Parser {
        Object parse(byte[] utf8, Class<?> type) throws IOException;
    }

    private static final byte[] EMPTY_OBJECT = {'{', '}'};

    private final Map<Class<?>, Format> formats;

    public RequestDocumentReader(HttpConfig settings) {
        long most = settings.maxBodySize().bytes();
        long small = Math.min(SMALL, most);
        Parser tree = (utf8, type) -> RequestDocumentMapper.map(Json.parseBounded(utf8), type);
        formats = Map.ofEntries(
                entry(RegistrationRequest.class, new Format(most, true, withText("input"))),
                entry(StartBatchRequest.class, new Format(most, true, withText("items"))),
                entry(ResumeBatchRequest.class, new Format(small, false, tree)),
                entry(HistoryBudgetRequest.class, new Format(most, true, tree)),
                entry(ShapePreviewRequest.class, new Format(most, true, tree)),
                entry(ReadPayloadRequest.class, new Format(most, true, tree)),
                entry(HeartbeatRequest.class, new Format(small, false, tree)),
                entry(TaskFailureRequest.class, new Format(small, true, tree)),
                entry(ReasonRequest.class, new Format(small, true, tree)),
                entry(TransferRequest.class, new Format(small, true, tree)),
                entry(BulkRequest.class, new Format(small, true, tree)),
                entry(RedriveRequest.class, new Format(small, true, tree)),
                entry(
                        TaskResultBody.class,
                        new Format(most, true, (utf8, type) -> new TaskResultBody(JsonText.parse(utf8)))),
                entry(CallBody.class, new Format(most, false, (utf8, type) -> new CallBody(JsonText.parse(utf8)))));
    }

    private static Parser withText(String member) {
        return (utf8, type) ->
                RequestDocumentMapper.map(PartialTreeParser.parse(utf8, List.of(), Set.of(member)), type);
    }

    @Override
    public boolean isReadable(Class<?> type, Type generic, Annotation[] annotations, MediaType mediaType) {
        return formats.containsKey(type);
    }

    @Override
    public Object readFrom(
            Class<Object> type,
            Type generic,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, String> headers,
            InputStream body) {
        Format format = Objects.requireNonNull(formats.get(type));
        byte[] bytes = BoundedBody.read(headers, body, format.maxBytes());
        if (bytes.length == 0 && format.required()) {
            throw ProblemException.of(ProblemType.INVALID_REQUEST, "The body is empty. Send JSON.");
        }
        try {
            return format.parser().parse(bytes.length == 0 ? EMPTY_OBJECT : bytes, type);
        } catch (IOException e) {
            throw ProblemException.of(
                    ProblemType.INVALID_REQUEST, "The body could not be read: " + e.getMessage() + ".");
        }
    }
}
