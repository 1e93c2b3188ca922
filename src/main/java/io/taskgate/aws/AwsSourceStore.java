package io.taskgate.aws;

import io.taskgate.aws.client.AwsErrors;
import io.taskgate.aws.dynamodb.TableExporter;
import io.taskgate.aws.s3.AbortingObjectStream;
import io.taskgate.batch.request.BatchPolicy;
import io.taskgate.batch.request.ItemFormat;
import io.taskgate.batch.request.SourceObject;
import io.taskgate.batch.request.TableSource;
import io.taskgate.batch.source.InvalidSourceException;
import io.taskgate.batch.source.SourceStore;
import io.taskgate.payload.claimcheck.PayloadOwner;
import io.taskgate.payload.claimcheck.PayloadStore.StoreUnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Reads batch sources from S3, in the buckets whose references are allowed, and from DynamoDB, in the
/// allowed tables.
final class AwsSourceStore implements SourceStore {

    private static final int NOT_FOUND = 404;
    private static final int PRECONDITION_FAILED = 412;

    private final S3Client s3;
    private final Set<String> buckets;
    private final TableExporter pages;
    private final BatchPolicy policy;

    AwsSourceStore(S3Client s3, Set<String> buckets, TableExporter pages, BatchPolicy policy) {
        this.s3 = s3;
        this.buckets = buckets;
        this.pages = pages;
        this.policy = policy;
    }

    @Override
    public SourceObject find(String bucket, String key, ItemFormat format, Predicate<PayloadOwner> readable)
            throws InvalidSourceException {
        if (!buckets.contains(bucket)) {
            throw new InvalidSourceException("itemsFrom.s3.bucket: The gateway does not read the bucket \"" + bucket
                    + "\". Add it to taskgate.aws.payloads.read-buckets.");
        }
        if (!isReadable(key, readable)) {
            throw missing(key);
        }
        try {
            HeadObjectResponse head = s3.headObject(ask -> ask.bucket(bucket).key(key));
            return new SourceObject(bucket, key, head.eTag(), head.contentLength(), format, List.of());
        } catch (NoSuchKeyException | NoSuchBucketException e) {
            throw missing(key);
        } catch (S3Exception e) {
            if (e.statusCode() == NOT_FOUND) {
                throw missing(key);
            }
            throw unavailable(e);
        } catch (SdkException e) {
            throw unavailable(e);
        }
    }

    /// The payload of another owner looks missing. Data that the gateway stores for its records belongs to no
    /// caller.
    private static boolean isReadable(String key, Predicate<PayloadOwner> readable) {
        return !PayloadOwner.isRecords(key)
                && PayloadOwner.ofKey(key).filter(readable.negate()).isEmpty();
    }

    private static InvalidSourceException missing(String key) {
        return new InvalidSourceException("itemsFrom.s3.key: There is no object \"" + key + "\".");
    }

    @Override
    public InputStream open(SourceObject object, long from, long to) throws IOException {
        if (from >= to) {
            return InputStream.nullInputStream();
        }
        try {
            return new AbortingObjectStream(s3.getObject(get -> get.bucket(object.bucket())
                    .key(object.key())
                    .ifMatch(object.etag())
                    .range("bytes=" + from + "-" + (to - 1))));
        } catch (NoSuchKeyException e) {
            throw new InvalidSourceException("The source object was deleted during the read.");
        } catch (S3Exception e) {
            if (e.statusCode() == PRECONDITION_FAILED) {
                throw new InvalidSourceException(
                        "The source object was overwritten during the read. Start a new batch.");
            }
            throw unavailable(e);
        } catch (SdkException e) {
            throw unavailable(e);
        }
    }

    private static StoreUnavailableException unavailable(SdkException e) {
        return new StoreUnavailableException("The source could not be read: " + AwsErrors.describe(e), e);
    }

    @Override
    public void copy(TableSource table, OutputStream lines) throws IOException {
        if (!policy.mayRead(table.table())) {
            throw new InvalidSourceException("itemsFrom.dynamodb.table: The gateway does not read the table \""
                    + table.table() + "\". Add it to taskgate.batch.tables.");
        }
        pages.copy(table, lines);
    }
}
