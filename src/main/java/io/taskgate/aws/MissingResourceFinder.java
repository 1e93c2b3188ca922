package io.taskgate.aws;

import io.taskgate.aws.client.AwsErrors;
import io.taskgate.aws.sqs.SqsQueueClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

/// Finds buckets and queues that the configuration names and AWS does not have. A resource that can't be checked,
/// because AWS does not respond or denies the check, counts as present.
public final class MissingResourceFinder {

    private static final Logger LOG = Logger.getLogger(MissingResourceFinder.class);
    private static final int NOT_FOUND = 404;

    private final S3Client s3;
    private final SqsQueueClient queues;
    private final Map<String, String> buckets;
    private final Optional<String> queue;

    /// @param buckets by the key of their setting
    /// @param queue   the name or URL of the event queue
    public MissingResourceFinder(
            S3Client s3, SqsQueueClient queues, Map<String, String> buckets, Optional<String> queue) {
        this.s3 = s3;
        this.queues = queues;
        this.buckets = Map.copyOf(buckets);
        this.queue = queue.filter(Predicate.not(String::isBlank));
    }

    /// Returns one line for each missing resource. The checks run concurrently.
    List<String> missing() {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<Optional<String>>> checks = new ArrayList<>();
            buckets.forEach(
                    (key, name) -> checks.add(CompletableFuture.supplyAsync(() -> bucketProblem(key, name), threads)));
            queue.ifPresent(name -> checks.add(CompletableFuture.supplyAsync(() -> queueProblem(name), threads)));
            return checks.stream()
                    .flatMap(check -> check.join().stream())
                    .sorted()
                    .toList();
        }
    }

    private Optional<String> bucketProblem(String key, String name) {
        try {
            s3.headBucket(head -> head.bucket(name));
            return Optional.empty();
        } catch (S3Exception e) {
            if (e.statusCode() == NOT_FOUND) {
                return Optional.of(key + ": The bucket \"" + name
                        + "\" does not exist. Create it (deploy/payload-bucket.yaml, docs/audit.md), or correct the"
                        + " name.");
            }
            return unchecked(key, name, e);
        } catch (SdkException e) {
            return unchecked(key, name, e);
        }
    }

    private Optional<String> queueProblem(String name) {
        String key = "taskgate.events.queue";
        try {
            queues.check(name);
            return Optional.empty();
        } catch (QueueDoesNotExistException e) {
            return Optional.of(key + ": The queue \"" + name
                    + "\" does not exist in this account and region. Create it (deploy/template.yaml), or correct the"
                    + " name.");
        } catch (SdkException e) {
            return unchecked(key, name, e);
        }
    }

    private static Optional<String> unchecked(String key, String name, SdkException e) {
        LOG.warnf("Resource could not be checked: key=%s name=%s error=\"%s\"", key, name, AwsErrors.describe(e));
        return Optional.empty();
    }
}
