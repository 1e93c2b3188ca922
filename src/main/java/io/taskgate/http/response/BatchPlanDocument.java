package io.taskgate.http.response;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.taskgate.batch.plan.BatchPlan;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// The plan of a batch.
///
/// @param strategy  the recommended strategy
/// @param reason    the reason, in a sentence
/// @param items     the number of items of the source
/// @param batches   the number of runners that would be started
/// @param bytes     the size of the source
/// @param depth     1 for a batch that no runner starts
/// @param estimated whether items and batches are estimated from the beginning of the source
/// @param options   the strategies, the recommended one first
@Schema(name = "BatchPlan")
public record BatchPlanDocument(
        @Schema(
                required = true,
                enumeration = {"inline-map", "distributed-map", "runners"})
        String strategy,

        @Schema(required = true) String reason,
        long items,
        long batches,
        long bytes,
        int depth,
        boolean estimated,
        @Schema(required = true) List<PlanOption> options) {

    private static final int DECIMALS = 6;

    /// The figures of one strategy.
    ///
    /// @param feasible      whether the strategy is possible
    /// @param obstacle      why it is not; absent if it is
    /// @param historyEvents the events in the history of the calling execution
    /// @param stateBytes    the largest state that it carries, in bytes
    /// @param seconds       the duration at the account's quota
    /// @param costUsd       the cost of state transitions in US dollars
    public record PlanOption(
            @Schema(
                    required = true,
                    enumeration = {"inline-map", "distributed-map", "runners"})
            String strategy,

            boolean feasible,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String obstacle,

            long historyEvents,
            long stateBytes,
            BigDecimal seconds,
            BigDecimal costUsd) {}

    public static BatchPlanDocument of(BatchPlan plan) {
        return new BatchPlanDocument(
                plan.strategy().wireName(),
                plan.why(),
                plan.items(),
                plan.batches(),
                plan.bytes(),
                plan.depth(),
                plan.estimated(),
                plan.options().stream().map(BatchPlanDocument::option).toList());
    }

    private static PlanOption option(BatchPlan.Option option) {
        return new PlanOption(
                option.strategy().wireName(),
                option.fits(),
                option.fits() ? null : option.obstacle(),
                option.events(),
                option.stateBytes(),
                rounded(option.seconds()),
                rounded(option.cost()));
    }

    private static BigDecimal rounded(double figure) {
        return BigDecimal.valueOf(figure)
                .setScale(DECIMALS, RoundingMode.HALF_UP)
                .stripTrailingZeros();
    }
}
