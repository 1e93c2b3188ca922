package io.taskgate.http.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.taskgate.batch.gather.ResultGatherer;
import io.taskgate.batch.request.BatchId;
import io.taskgate.batch.request.BatchRequest;
import io.taskgate.batch.request.BatchSubmission;
import io.taskgate.batch.request.ItemBatchLimits;
import io.taskgate.batch.request.ItemFormat;
import io.taskgate.batch.request.ItemSource;
import io.taskgate.batch.request.RunnerProfile;
import io.taskgate.batch.request.TableSource;
import io.taskgate.callback.model.CallbackOwner;
import io.taskgate.callback.model.Registration;
import io.taskgate.callback.model.RegistrationBuilder;
import io.taskgate.callback.model.TaskToken;
import io.taskgate.http.access.Grant;
import io.taskgate.http.problem.ProblemException;
import io.taskgate.payload.InvalidDefinitionException;
import io.taskgate.payload.json.JsonText;
import io.taskgate.route.Route;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Maps a batch request to a submission. Every error is a problem document that names the field.
public final class BatchRequestMapper {

    public static final String OPERATION = "batch";

    private static final int CONCURRENCY = 100;

    private BatchRequestMapper() {}

    /// @param token null for a plan
    public static BatchSubmission submission(Grant grant, StartBatchRequest form, @Nullable TaskToken token) {
        return new BatchSubmission(
                grant.tenant(),
                request(form),
                source(form),
                grant::mayRead,
                token == null ? null : registration(grant, form, token),
                form.executionArn(),
                form.parentBatchId() == null ? null : new BatchId(form.parentBatchId()));
    }

    private static BatchRequest request(StartBatchRequest form) {
        StartBatchRequest.BatchSize limits =
                form.batch() == null ? new StartBatchRequest.BatchSize(null, null, null) : form.batch();
        try {
            ResultGatherer.validate(form.gather());
        } catch (InvalidDefinitionException e) {
            throw ProblemException.invalid("gather", String.valueOf(e.getMessage()));
        }
        return new BatchRequest(
                Objects.requireNonNullElse(form.name(), "batch"),
                form.runner(),
                new ItemBatchLimits(
                        Objects.requireNonNullElse(limits.maxItems(), ItemBatchLimits.DEFAULT_ITEMS),
                        Objects.requireNonNullElse(limits.maxBytes(), ItemBatchLimits.DEFAULT_BYTES)),
                !"reject".equals(limits.oversize()),
                Objects.requireNonNullElse(form.concurrency(), CONCURRENCY),
                Objects.requireNonNullElse(form.maxDepth(), 1),
                Objects.requireNonNullElse(form.toleratedFailurePercentage(), 0.0),
                form.gather(),
                "jsonl".equals(form.gatherAs()) ? ItemFormat.JSONL : ItemFormat.JSON,
                new RunnerProfile(
                        Objects.requireNonNullElse(form.estimatedRunnerStates(), RunnerProfile.DEFAULT.states()),
                        Objects.requireNonNullElse(form.estimatedRunnerSeconds(), RunnerProfile.DEFAULT.seconds())),
                Objects.requireNonNullElse(form.runnerLinks(), false),
                Objects.requireNonNullElse(form.stopRunners(), false));
    }

    private static ItemSource source(StartBatchRequest form) {
        JsonNode items = form.items();
        StartBatchRequest.ItemsFrom from = form.itemsFrom();
        if ((items == null) == (from == null)) {
            throw ProblemException.invalid("items", "Send either items or itemsFrom.");
        }
        if (items != null) {
            byte[] array = JsonText.of(items).utf8();
            if (array[0] != '[') {
                throw ProblemException.invalid("items", "Must be a JSON array.");
            }
            return new ItemSource.Inline(array);
        }
        StartBatchRequest.ItemsFrom there = Objects.requireNonNull(from);
        if ((there.s3() == null) == (there.dynamodb() == null)) {
            throw ProblemException.invalid("itemsFrom", "Send either s3 or dynamodb.");
        }
        StartBatchRequest.S3Source s3 = there.s3();
        return s3 == null
                ? new ItemSource.Table(table(Objects.requireNonNull(there.dynamodb())))
                : new ItemSource.Stored(
                        s3.bucket(), s3.key(), ItemFormat.of(s3.format()).orElseThrow());
    }

    private static TableSource table(StartBatchRequest.DynamoDbSource table) {
        if (table.keyCondition() != null && table.segments() != null && table.segments() > 1) {
            throw ProblemException.invalid(
                    "itemsFrom.dynamodb.segments", "Only valid for a scan. Remove keyCondition or segments.");
        }
        Map<String, Object> values = Objects.requireNonNullElse(table.values(), Map.of());
        if (table.keyCondition() == null && !values.isEmpty()) {
            throw ProblemException.invalid(
                    "itemsFrom.dynamodb.values", "Requires keyCondition. Set it, or remove values.");
        }
        return new TableSource(
                table.table(),
                table.index(),
                table.keyCondition(),
                Objects.requireNonNullElse(table.names(), Map.of()),
                KeyConditionParser.plain(values),
                table.projection(),
                Objects.requireNonNullElse(table.segments(), 1));
    }

    private static Registration registration(Grant grant, StartBatchRequest form, TaskToken token) {
        return new RegistrationBuilder(
                        grant.tenant(),
                        CallbackOwner.of(grant.principal(), form.executionArn()),
                        token,
                        Route.OWN,
                        OPERATION)
                .correlationKey(form.correlationKey())
                .executionArn(form.executionArn())
                .stateName(form.stateName())
                .enteredAt(form.stateEnteredTime())
                .retryCount(form.retryCount())
                .redriveCount(form.redriveCount())
                .heartbeat(seconds(form.heartbeatSeconds()))
                .timeout(seconds(form.timeoutSeconds()))
                .input(JsonText.of(JsonNodeFactory.instance.objectNode().put("runner", form.runner())))
                .build();
    }

    public static Registration registration(Grant grant, ResumeBatchRequest form, TaskToken token) {
        return new RegistrationBuilder(
                        grant.tenant(),
                        CallbackOwner.of(grant.principal(), form.executionArn()),
                        token,
                        Route.OWN,
                        OPERATION)
                .executionArn(form.executionArn())
                .heartbeat(seconds(form.heartbeatSeconds()))
                .timeout(seconds(form.timeoutSeconds()))
                .build();
    }

    private static @Nullable Duration seconds(@Nullable Long seconds) {
        return seconds == null ? null : Duration.ofSeconds(seconds);
    }
}
