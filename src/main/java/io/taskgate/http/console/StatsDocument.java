package io.taskgate.http.console;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.taskgate.call.CircuitRegistry.CircuitState;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.RegisteredTask;
import io.taskgate.callback.operator.CallbackCondition;
import io.taskgate.callback.operator.OpenCallbackSample;
import io.taskgate.callback.operator.OpenCallbackSampler;
import io.taskgate.ratelimit.PriorityRateLimiter;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// The numbers of the open callbacks that a caller may see.
///
/// @param asOf    the time of the sample
/// @param exact   whether all open callbacks were read. Otherwise the numbers are extrapolated from the sample, and
///     callbacks that are due after the part of the index that was read are not counted
/// @param sampled the callbacks of the sample that the caller may see
/// @param stuck   those whose request can't be sent, or whose outcome can't be reported, for a minute
/// @param silent  those with less than a third of the heartbeat interval left
/// @param quota   of SendTaskSuccess, SendTaskFailure and SendTaskHeartbeat, by `success`, `failure` and `heartbeat`
@Schema(name = "Stats")
public record StatsDocument(
        @Schema(required = true) Instant asOf,
        @Schema(required = true) double ageSeconds,
        @Schema(required = true) boolean exact,
        @Schema(required = true) int sampled,
        @Schema(required = true) List<OpenCount> open,
        @Schema(required = true) DueCounts dueWithin,
        @Schema(nullable = true) @Nullable OldestCallback oldest,
        @Schema(required = true) long stuck,
        @Schema(required = true) long ambiguous,
        @Schema(required = true) long silent,
        @Schema(required = true) Map<String, QuotaUsage> quota,
        @Schema(required = true) List<CircuitStatus> circuits,
        @Schema(required = true) double sweepLatenessSeconds) {

    /// @param isVisible the callbacks that the caller may see
    static StatsDocument of(
            OpenCallbackSample sample,
            Predicate<Callback> isVisible,
            Instant now,
            Map<String, QuotaUsage> quota,
            List<CircuitStatus> circuits,
            double lateness) {
        List<OpenCallbackSample.Entry> visible = sample.entries().stream()
                .filter(entry -> isVisible.test(entry.callback()))
                .toList();
        Instant at = sample.at();
        return new StatsDocument(
                at,
                Math.max(0, Duration.between(at, now).toMillis()) / 1_000.0,
                sample.isExact(),
                visible.size(),
                open(visible),
                new DueCounts(
                        count(visible, entry -> !entry.dueAt().isAfter(at.plus(OpenCallbackSampler.SOON))),
                        count(visible, entry -> !entry.dueAt().isAfter(at.plus(OpenCallbackSampler.LATER)))),
                oldest(visible),
                count(visible, entry -> CallbackCondition.STUCK.holds(entry.callback(), at)),
                count(visible, entry -> entry.callback().state() == CallbackState.AMBIGUOUS),
                count(visible, entry -> CallbackCondition.SILENT.holds(entry.callback(), at)),
                quota,
                circuits,
                lateness);
    }

    private static long count(List<OpenCallbackSample.Entry> entries, Predicate<OpenCallbackSample.Entry> filter) {
        return Math.round(entries.stream()
                .filter(filter)
                .mapToDouble(OpenCallbackSample.Entry::weight)
                .sum());
    }

    private static List<OpenCount> open(List<OpenCallbackSample.Entry> entries) {
        return entries.stream()
                .collect(Collectors.groupingBy(entry -> OpenCount.keyOf(entry.callback())))
                .values()
                .stream()
                .map(group -> OpenCount.of(group.getFirst().callback(), count(group, _ -> true)))
                .sorted(Comparator.comparing(OpenCount::service)
                        .thenComparing(OpenCount::operation)
                        .thenComparing(OpenCount::state))
                .toList();
    }

    private static @Nullable OldestCallback oldest(List<OpenCallbackSample.Entry> entries) {
        return entries.stream()
                .map(entry -> OldestCallback.of(entry.callback()))
                .filter(Objects::nonNull)
                .min(Comparator.comparing(OldestCallback::registeredAt))
                .orElse(null);
    }

    /// The number of open callbacks of a route in a state.
    @Schema(name = "OpenCount")
    public record OpenCount(
            @Schema(required = true) CallbackState state,
            @Schema(required = true) String service,
            @Schema(required = true) String operation,
            @Schema(required = true) long count) {

        static List<Object> keyOf(Callback callback) {
            return List.of(callback.state(), callback.service(), callback.operation());
        }

        static OpenCount of(Callback callback, long count) {
            return new OpenCount(callback.state(), callback.service(), callback.operation(), count);
        }
    }

    /// The numbers of callbacks that the sweep processes next within 5 minutes and an hour: time-outs, ends of
    /// heartbeat
    /// intervals, retries.
    @Schema(name = "DueCounts")
    public record DueCounts(
            @Schema(required = true) @JsonProperty("5m") long fiveMinutes,
            @Schema(required = true) @JsonProperty("1h") long oneHour) {}

    /// The open callback of the sample that was registered first.
    @Schema(name = "OldestCallback")
    public record OldestCallback(
            @Schema(required = true) String callbackId,
            @Schema(required = true) String service,
            @Schema(required = true) String operation,
            @Schema(nullable = true) @Nullable String stateMachineArn,
            @Schema(required = true) Instant registeredAt) {

        static @Nullable OldestCallback of(Callback callback) {
            RegisteredTask task = callback.task();
            return task == null
                    ? null
                    : new OldestCallback(
                            callback.id().value(),
                            callback.service(),
                            callback.operation(),
                            callback.owner() == null ? null : callback.owner().stateMachineArn(),
                            task.registeredAt());
        }
    }

    /// The use of a quota of Step Functions by one replica.
    ///
    /// @param limit         the calls that can be made at once
    /// @param used          the part of them that was made and is not refilled yet
    /// @param ratePerSecond the refill, lower for some time after Step Functions throttled a call
    @Schema(name = "QuotaUsage")
    public record QuotaUsage(
            @Schema(required = true) double limit,
            @Schema(required = true) double used,
            @Schema(required = true) double ratePerSecond) {

        static QuotaUsage of(PriorityRateLimiter.Usage usage) {
            return new QuotaUsage(usage.limit(), usage.used(), usage.rate());
        }
    }

    /// The state of the circuit of a route that is called, in one replica.
    @Schema(name = "CircuitStatus")
    public record CircuitStatus(
            @Schema(required = true) String service,
            @Schema(required = true) String operation,
            @Schema(required = true) CircuitState state) {}
}
