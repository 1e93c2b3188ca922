package io.taskgate.aws.s3;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.aws.client.AwsErrors;
import io.taskgate.payload.claimcheck.PayloadOwner;
import io.taskgate.payload.claimcheck.PayloadReference;
import io.taskgate.payload.claimcheck.PayloadStore;
import io.taskgate.payload.claimcheck.RepeatableContent;
import io.taskgate.payload.claimcheck.VerifyingInputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/// The claim check of one owner in S3: `<prefix><tenant>/<name>/sha256/<first two digits>/<digest>`. Objects
/// are written once, and again only if they could be deleted before a new reference expires
/// ([RetentionPolicy]).
public final class S3PayloadStore implements PayloadStore {

    /// From this size on, checking first whether the object exists is cheaper.
    private static final long ASK_FROM = 1024 * 1024;

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private final S3Client client;
    private final PayloadPolicy policy;
    private final S3Uploader upload;
    private final Clock clock;
    private final String path;

    public S3PayloadStore(S3Client client, PayloadPolicy policy, Clock clock, PayloadOwner owner) {
        this.client = client;
        this.path = owner.path();
        this.policy = policy;
        this.upload = new S3Uploader(client, policy);
        this.clock = clock;
    }

    /// The state of an object.
    private enum StoredState {
        NOTHING,
        AGEING,
        GOOD
    }

    @Override
    public PayloadReference checkIn(RepeatableContent content, String contentType, JsonNode summary) {
        String sha256 = content.sha256();
        String key = policy.keyPrefix() + path + address(sha256);
        try {
            upload(key, content, contentType);
        } catch (SdkException e) {
            throw unavailable("checked in", policy.bucket(), e);
        } catch (UncheckedIOException e) {
            throw new StoreUnavailableException(
                    "The payload could not be checked in, because it can't be read again.", e);
        }
        return new PayloadReference(policy.bucket(), key, content.size(), sha256, contentType, summary);
    }

    private void upload(String key, RepeatableContent content, String contentType) {
        switch (content.size() < ASK_FROM ? StoredState.NOTHING : storedState(key)) {
            case GOOD -> {}
            case AGEING -> upload.renew(key, content, contentType);
            case NOTHING -> {
                if (!upload.create(key, content, contentType) && storedState(key) != StoredState.GOOD) {
                    upload.renew(key, content, contentType);
                }
            }
        }
    }

    private StoredState storedState(String key) {
        try {
            HeadObjectResponse head =
                    client.headObject(ask -> ask.bucket(policy.bucket()).key(key));
            return policy.retention().covers(head.lastModified(), head.metadata(), clock.instant())
                    ? StoredState.GOOD
                    : StoredState.AGEING;
        } catch (NoSuchKeyException e) {
            return StoredState.NOTHING;
        }
    }

    @Override
    public VerifyingInputStream open(PayloadReference reference) {
        // A caller can send any reference: only keys that a store would create for this owner are read. The
        // prefix may have been different before.
        if (!policy.readable().contains(reference.bucket())
                || !SHA256.matcher(reference.sha256()).matches()
                || !isOwn(reference)) {
            throw new UnknownReferenceException("The reference belongs to another gateway or another owner.");
        }
        try {
            return new VerifyingInputStream(
                    new AbortingObjectStream(client.getObject(
                            get -> get.bucket(reference.bucket()).key(reference.key()))),
                    reference);
        } catch (NoSuchKeyException e) {
            throw new UnknownReferenceException("Nothing is stored under " + reference.key() + ".");
        } catch (SdkException e) {
            throw unavailable("read", reference.bucket(), e);
        }
    }

    private boolean isOwn(PayloadReference reference) {
        String key = path + address(reference.sha256());
        return reference.key().equals(key) || reference.key().endsWith("/" + key);
    }

    private static String address(String sha256) {
        return "sha256/" + sha256.substring(0, 2) + "/" + sha256;
    }

    private static StoreUnavailableException unavailable(String what, String bucket, SdkException e) {
        return new StoreUnavailableException(
                "The payload could not be " + what + ": bucket " + bucket + ": " + AwsErrors.describe(e), e);
    }
}
