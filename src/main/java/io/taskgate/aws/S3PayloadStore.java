package io.taskgate.aws;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.payload.CanonicalJson;
import io.taskgate.payload.PayloadStore;
import io.taskgate.payload.Reference;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// The claim check in one S3 bucket: `<prefix>sha256/<first two digits>/<digest>`, created once and never overwritten.
final class S3PayloadStore implements PayloadStore {

    private static final int PRECONDITION_FAILED = 412;
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private final S3Client client;
    private final String bucket;
    private final String keyPrefix;

    S3PayloadStore(S3Client client, String bucket, String keyPrefix) {
        this.client = client;
        this.bucket = bucket;
        this.keyPrefix = keyPrefix;
    }

    @Override
    public Reference checkIn(byte[] content, String contentType, JsonNode summary) {
        String sha256 = CanonicalJson.sha256(content);
        String key = keyPrefix + address(sha256);
        try {
            client.putObject(
                    put -> put.bucket(bucket)
                            .key(key)
                            .contentType(contentType)
                            .ifNoneMatch("*")
                            .checksumSHA256(Base64.getEncoder()
                                    .encodeToString(HexFormat.of().parseHex(sha256))),
                    RequestBody.fromBytes(content));
        } catch (S3Exception e) {
            // The same bytes are there already: that is as good.
            if (e.statusCode() != PRECONDITION_FAILED) {
                throw unavailable("checked in", e);
            }
        } catch (SdkException e) {
            throw unavailable("checked in", e);
        }
        return new Reference(bucket, key, content.length, sha256, contentType, summary);
    }

    @Override
    public byte[] read(Reference reference) {
        // A caller may hand in any reference: only what this store itself would give is looked up. The prefix may have
        // been
        // another one once.
        if (!reference.bucket().equals(bucket)
                || !SHA256.matcher(reference.sha256()).matches()
                || !reference.key().endsWith(address(reference.sha256()))) {
            throw new UnknownReferenceException("the reference is none of this gateway's");
        }
        byte[] content;
        try {
            content = client.getObjectAsBytes(get -> get.bucket(bucket).key(reference.key()))
                    .asByteArrayUnsafe();
        } catch (NoSuchKeyException e) {
            throw new UnknownReferenceException("nothing is stored under " + reference.key());
        } catch (SdkException e) {
            throw unavailable("read", e);
        }
        if (!CanonicalJson.sha256(content).equals(reference.sha256())) {
            throw new StoreUnavailableException("what stands at " + reference.key() + " is not what was checked in");
        }
        return content;
    }

    private static String address(String sha256) {
        return "sha256/" + sha256.substring(0, 2) + "/" + sha256;
    }

    private static StoreUnavailableException unavailable(String what, SdkException e) {
        return new StoreUnavailableException("a payload can't be " + what + ": " + AwsErrors.brief(e), e);
    }
}
