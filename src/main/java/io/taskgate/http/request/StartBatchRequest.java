package io.taskgate.http.request;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.callback.model.Registration;
import io.taskgate.callback.registration.EnteredTime;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The body of `POST /v1/batches`.
///
/// @param taskToken                  waits for the answer; may come as the header Task-Token; not for a plan
/// @param runner                     ARN of the state machine that works off a batch
/// @param name                       the runners' names begin with it; absent: `batch`
/// @param items                      a JSON array
/// @param itemsFrom                  where the items are otherwise
/// @param concurrency                runners at a time; absent: 100
/// @param maxDepth                   how deep runners may scatter again; absent: 1
/// @param toleratedFailurePercentage of the items; absent: 0
/// @param gather                     a shape over `{"output", "index"}` of each runner
/// @param gatherAs                   `json` or `jsonl`
/// @param correlationKey the key of the work: a newer token with the same key takes the batch over
/// @param executionArn `$$.Execution.Id`, which determines the nesting depth of a runner's own batch
/// @param parentBatchId the batch that contains this one, if executionArn does not identify it
/// @param runnerLinks whether each runner gets links to report its own end; absent: no
/// @param stopRunners whether runners are stopped if the batch no longer needs them; absent: no
/// @param estimatedRunnerStates the number of states for each item, for the plan
/// @param estimatedRunnerSeconds     how long a runner takes, for the plan
public record StartBatchRequest(
        @Nullable @Size(min = 1, max = 2048, message = "Must be a task token of 1 to 2048 characters.") String taskToken,

        @NotBlank(message = "Required. Set the ARN of the state machine.") @Pattern(
                regexp = "arn:[a-z-]+:states:[a-z0-9-]+:\\d{12}:stateMachine:[^:\\s]{1,80}",
                message = "Must be a state machine ARN, for example"
                        + " arn:aws:states:eu-west-1:123456789012:stateMachine:worker.")
        String runner,

        @Nullable @Pattern(regexp = "[A-Za-z0-9_-]{1,28}", message = "Must be 1 to 28 characters of A-Z a-z 0-9 _ -.") String name,

        @Nullable JsonNode items,
        @Nullable @Valid ItemsFrom itemsFrom,
        @Nullable @Valid BatchSize batch,

        @Nullable @Min(value = 1, message = "Must be 1 or more.") @Max(value = 10_000, message = "Must be at most 10000.") Integer concurrency,

        @Nullable @Min(value = 1, message = "Must be 1 or more.") @Max(value = 100, message = "Must be at most 100.") Integer maxDepth,

        @Nullable @DecimalMin(value = "0", message = "Must be 0 to 100.") @DecimalMax(value = "100", message = "Must be 0 to 100.") Double toleratedFailurePercentage,

        @Nullable JsonNode gather,

        @Nullable @Pattern(regexp = "json|jsonl", message = "Must be json or jsonl.") String gatherAs,

        @Nullable @Size(min = 1, max = 256, message = "Must be 1 to 256 characters.") String correlationKey,

        @Nullable @Size(min = 1, max = 256, message = "Must be 1 to 256 characters.") String executionArn,

        @Nullable @Size(min = 1, max = 80, message = "Must be 1 to 80 characters.") String stateName,

        @Nullable @EnteredTime Instant stateEnteredTime,

        @PositiveOrZero(message = "Must be 0 or more.") @Max(
                value = Registration.MAX_COUNT,
                message = "Must be at most 25000, the event limit of an execution history.")
        int retryCount,

        @PositiveOrZero(message = "Must be 0 or more.") @Max(
                value = Registration.MAX_COUNT,
                message = "Must be at most 25000, the event limit of an execution history.")
        int redriveCount,

        @Nullable @Positive(message = "Must be an integer number of seconds, 1 or more.") @Max(value = YEAR, message = "Must be at most 31536000, one year.") Long heartbeatSeconds,

        @Nullable @Positive(message = "Must be an integer number of seconds, 1 or more.") @Max(value = YEAR, message = "Must be at most 31536000, one year.") Long timeoutSeconds,

        @Nullable @Pattern(regexp = "bt_[A-Za-z0-9_-]{27}", message = "Must be a batch ID.") String parentBatchId,

        @Nullable Boolean runnerLinks,
        @Nullable Boolean stopRunners,

        @Nullable @Min(value = 1, message = "Must be 1 or more.") @Max(value = 1000, message = "Must be at most 1000.") Integer estimatedRunnerStates,

        @Nullable @DecimalMin(value = "0", message = "Must be 0 or more.") Double estimatedRunnerSeconds) {

    /// The longest time in seconds: a Standard execution lives a year at most.
    static final long YEAR = 31_536_000L;

    /// The source of the items.
    record ItemsFrom(
            @Nullable @Valid S3Source s3, @Nullable @Valid DynamoDbSource dynamodb) {}

    /// An object.
    record S3Source(
            @NotBlank(message = "Required. Set the bucket.") String bucket,
            @NotBlank(message = "Required. Set the key.") String key,

            @NotBlank(message = "Must be json, jsonl or csv.") @Pattern(regexp = "json|jsonl|csv", message = "Must be json, jsonl or csv.") String format) {}

    /// A table: with a key condition a query, otherwise a scan.
    record DynamoDbSource(
            @NotBlank(message = "Required. Set the table.") String table,
            @Nullable String index,
            @Nullable String keyCondition,
            @Nullable Map<String, String> names,
            @Nullable Map<String, Object> values,
            @Nullable String projection,

            @Nullable @Min(value = 1, message = "Must be 1 or more.") @Max(value = 64, message = "Must be at most 64.") Integer segments) {}

    /// The limits of a batch of items.
    ///
    /// @param oversize `check-in` or `reject`: the handling of a single item above maxBytes
    record BatchSize(
            @Nullable @Min(value = 1, message = "Must be 1 or more.") @Max(value = 100_000, message = "Must be at most 100000.") Integer maxItems,

            @Nullable @Min(value = 4096, message = "Must be 4096 or more.") @Max(value = 262_144, message = "Must be at most 262144, the input limit of Step Functions.") Integer maxBytes,

            @Nullable @Pattern(regexp = "check-in|reject", message = "Must be check-in or reject.") String oversize) {}

    @Override
    public String toString() {
        return "StartBatchRequest[" + runner + "]";
    }
}
