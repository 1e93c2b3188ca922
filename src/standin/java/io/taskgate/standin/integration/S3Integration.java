package io.taskgate.standin.integration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.interpreter.StateFailure;
import io.taskgate.standin.interpreter.map.ObjectStorage;
import io.taskgate.standin.stepfunctions.Arns;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/// The S3 calls of Tasks (`aws-sdk:s3`) and of Map Runs.
final class S3Integration implements ObjectStorage {

    private final S3Client s3;

    /// @param endpoint an S3 endpoint that accepts any credentials
    S3Integration(URI endpoint) {
        this.s3 = S3Client.builder()
                .endpointOverride(endpoint)
                .forcePathStyle(true)
                .region(Region.of(Arns.REGION))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                // has no pool to close
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    /// @throws StateFailure with the error names of AWS, such as `S3.NoSuchKeyException`
    JsonNode call(String action, JsonNode parameters) {
        String bucket = parameters.path("Bucket").asText();
        return switch (action) {
            case "getObject" -> get(parameters);
            case "putObject" -> {
                // as recorded: a string is stored with its quotes
                asked(() -> s3.putObject(
                        put -> {
                            put.bucket(bucket).key(parameters.path("Key").asText());
                            Optional.ofNullable(parameters.get("ContentType"))
                                    .ifPresent(type -> put.contentType(type.asText()));
                        },
                        RequestBody.fromString(parameters.path("Body").toString())));
                yield StatesJson.object().put("ServerSideEncryption", "AES256");
            }
            case "listObjectsV2" -> page(parameters);
            default -> throw StateFailure.runtime("unknown action of S3: " + action);
        };
    }

    private JsonNode get(JsonNode parameters) {
        ResponseBytes<GetObjectResponse> object = asked(() -> s3.getObjectAsBytes(get -> {
            get.bucket(parameters.path("Bucket").asText())
                    .key(parameters.path("Key").asText());
            Optional.ofNullable(parameters.get("Range")).ifPresent(range -> get.range(range.asText()));
        }));
        GetObjectResponse about = object.response();
        ObjectNode answer = StatesJson.object()
                .put("AcceptRanges", "bytes")
                .put("Body", object.asUtf8String())
                .put("ContentLength", about.contentLength())
                .put("ContentType", about.contentType())
                .put("ETag", about.eTag())
                .put("LastModified", about.lastModified().toString());
        ObjectNode metadata = answer.putObject("Metadata");
        about.metadata().forEach(metadata::put);
        return answer;
    }

    private JsonNode page(JsonNode parameters) {
        ListObjectsV2Response page = asked(() -> s3.listObjectsV2(list -> {
            list.bucket(parameters.path("Bucket").asText())
                    .prefix(parameters.path("Prefix").asText(null))
                    .continuationToken(parameters.path("ContinuationToken").asText(null));
            if (parameters.has("MaxKeys")) {
                list.maxKeys(parameters.get("MaxKeys").asInt());
            }
        }));
        ObjectNode answer = StatesJson.object()
                .put("IsTruncated", page.isTruncated())
                .put("KeyCount", page.keyCount())
                .put("NextContinuationToken", page.nextContinuationToken());
        ArrayNode contents = answer.putArray("Contents");
        page.contents().forEach(object -> contents.add(listed(object, "ETag")));
        return answer;
    }

    private static ObjectNode listed(S3Object object, String tag) {
        return StatesJson.object()
                .put(tag, object.eTag())
                .put("Key", object.key())
                .put("LastModified", object.lastModified().getEpochSecond())
                .put("Size", object.size())
                .put(
                        "StorageClass",
                        Optional.ofNullable(object.storageClassAsString()).orElse("STANDARD"));
    }

    @Override
    public String get(String bucket, String key) {
        return asked(() -> s3.getObjectAsBytes(get -> get.bucket(bucket).key(key)))
                .asUtf8String();
    }

    @Override
    public void put(String bucket, String key, String text) {
        asked(() -> s3.putObject(put -> put.bucket(bucket).key(key), RequestBody.fromString(text)));
    }

    @Override
    public List<JsonNode> list(String bucket, String prefix) {
        List<JsonNode> all = new ArrayList<>();
        asked(() -> {
            s3.listObjectsV2Paginator(list -> list.bucket(bucket).prefix(prefix))
                    .contents()
                    .forEach(object -> all.add(listed(object, "Etag")));
            return all;
        });
        return all;
    }

    private static <T> T asked(Supplier<T> call) {
        try {
            return call.get();
        } catch (S3Exception refused) {
            String kind = refused.getClass().getSimpleName();
            boolean named = !kind.equals("S3Exception");
            String code = refused.awsErrorDetails().errorCode();
            throw new StateFailure(
                    "S3." + (named ? kind : code.startsWith("NoSuch") ? code + "Exception" : "S3Exception"),
                    refused.awsErrorDetails().errorMessage() + " (Service: S3, Status Code: " + refused.statusCode()
                            + ", Request ID: " + refused.requestId() + ")");
        } catch (SdkException failed) {
            throw new StateFailure("S3.SdkClientException", failed.getMessage());
        }
    }
}
