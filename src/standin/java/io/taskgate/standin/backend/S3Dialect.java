package io.taskgate.standin.backend;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.Timers;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.fault.AwsError;
import io.taskgate.standin.fault.CallLog;
import io.taskgate.standin.fault.OperationName;
import io.taskgate.standin.fault.ServedCall;
import io.taskgate.standin.wire.WireReply;
import io.taskgate.standin.wire.WireRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Names the calls of S3 by method and path, and logs created and deleted objects.
record S3Dialect(CallLog truth, Timers timers) implements Relay.Dialect {

    private static final String LOCK_MODE = "x-amz-object-lock-mode";
    private static final String LOCK_UNTIL = "x-amz-object-lock-retain-until-date";
    private static final Set<String> PROOFS = Set.of(
            "Content-MD5",
            "x-amz-checksum-sha256",
            "x-amz-checksum-sha1",
            "x-amz-checksum-crc32",
            "x-amz-checksum-crc32c",
            "x-amz-checksum-crc64nvme",
            "x-amz-trailer");
    /// Objects are not encrypted here: the store on disk rejects these.
    private static final List<String> ENCRYPTION = List.of(
            "x-amz-server-side-encryption",
            "x-amz-server-side-encryption-aws-kms-key-id",
            "x-amz-server-side-encryption-bucket-key-enabled",
            "x-amz-server-side-encryption-context");

    private static final Set<String> CHANGES =
            Set.of("PutObject", "CopyObject", "CompleteMultipartUpload", "DeleteObject");

    @Override
    public OperationName called(WireRequest request) {
        String[] path = request.path().substring(1).split("/", 2);
        Set<String> query = Stream.of(request.query().split("&"))
                .map(pair -> pair.split("=", 2)[0])
                .collect(Collectors.toSet());
        String operation = path[0].isEmpty()
                ? "ListBuckets"
                : path.length < 2 || path[1].isEmpty() ? onBucket(request.method(), query) : onObject(request, query);
        return new OperationName(OperationName.Service.S3, operation);
    }

    private static String onBucket(String method, Set<String> query) {
        return switch (method) {
            case "PUT" -> "CreateBucket";
            case "HEAD" -> "HeadBucket";
            case "DELETE" -> "DeleteBucket";
            case "POST" -> "DeleteObjects";
            default ->
                query.contains("uploads")
                        ? "ListMultipartUploads"
                        : query.contains("list-type") ? "ListObjectsV2" : "ListObjects";
        };
    }

    private static String onObject(WireRequest request, Set<String> query) {
        boolean upload = query.contains("uploadId");
        return switch (request.method()) {
            case "PUT" ->
                query.contains("tagging")
                        ? "PutObjectTagging"
                        : upload ? "UploadPart" : copies(request) ? "CopyObject" : "PutObject";
            case "HEAD" -> "HeadObject";
            case "DELETE" ->
                query.contains("tagging") ? "DeleteObjectTagging" : upload ? "AbortMultipartUpload" : "DeleteObject";
            case "POST" -> upload ? "CompleteMultipartUpload" : "CreateMultipartUpload";
            default -> query.contains("tagging") ? "GetObjectTagging" : upload ? "ListParts" : "GetObject";
        };
    }

    @Override
    public void prepare(WireRequest request) {
        ENCRYPTION.forEach(request.headers()::remove);
    }

    private static boolean copies(WireRequest request) {
        return request.headers().first("x-amz-copy-source").isPresent();
    }

    @Override
    public boolean readsBody(OperationName called) {
        return false;
    }

    /// Validates a put with Object Lock as S3 does: mode and time are required together, with a body
    /// checksum.
    @Override
    public Optional<AwsError> refusal(WireRequest request, OperationName called) {
        boolean mode = request.headers().first(LOCK_MODE).isPresent();
        boolean until = request.headers().first(LOCK_UNTIL).isPresent();
        if (mode != until) {
            return Optional.of(new AwsError(
                    "InvalidArgument",
                    "x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied"));
        }
        boolean proved = PROOFS.stream()
                .anyMatch(header -> request.headers().first(header).isPresent());
        return mode && !proved
                ? Optional.of(new AwsError(
                        "InvalidRequest",
                        "Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object"
                                + " Lock parameters"))
                : Optional.empty();
    }

    @Override
    public void applied(WireRequest request, WireReply reply, ServedCall call) {
        String operation = call.called().operation();
        if (!CHANGES.contains(operation)) {
            return;
        }
        String[] path = request.path().substring(1).split("/", 2);
        ObjectNode line = StatesJson.object()
                .put("at", timers.now().toString())
                .put("applied", operation)
                .put("bucket", path[0])
                .put("key", URLDecoder.decode(path[1].replace("+", "%2B"), StandardCharsets.UTF_8));
        reply.headers().first("ETag").ifPresent(tag -> line.put("etag", tag.replace("\"", "")));
        request.headers()
                .first(LOCK_MODE)
                .ifPresent(mode -> line.putObject("lock")
                        .put("mode", mode)
                        .put("until", request.headers().first(LOCK_UNTIL).orElse("")));
        ScopedValue.where(ServedCall.CURRENT, call).run(() -> truth.add(line));
    }
}
