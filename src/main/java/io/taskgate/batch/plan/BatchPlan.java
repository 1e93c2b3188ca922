package io.taskgate.batch.plan;

import java.util.List;

/// The plan of a batch: the recommended strategy, and the figures of each one.
///
/// @param strategy the recommended strategy
/// @param why the reason, in a sentence
/// @param items the number of items of the source
/// @param batches the number of runners that would be started
/// @param bytes the size of the source
/// @param depth the depth of this batch: 1 if no runner started it
/// @param estimated whether items and batches were estimated from the beginning of the source
/// @param options the strategies, the recommended one first
public record BatchPlan(
        Strategy strategy,
        String why,
        long items,
        long batches,
        long bytes,
        int depth,
        boolean estimated,
        List<Option> options) {

    /// A strategy to process many items.
    public enum Strategy {
        INLINE_MAP("inline-map"),
        DISTRIBUTED_MAP("distributed-map"),
        RUNNERS("runners");

        private final String wireName;

        Strategy(String word) {
            this.wireName = word;
        }

        public String wireName() {
            return wireName;
        }
    }

    /// The figures of one strategy.
    ///
    /// @param fits whether the strategy is possible
    /// @param obstacle why it is not possible; empty otherwise
    /// @param events the events in the history of the calling execution
    /// @param stateBytes the largest state that it carries, in bytes
    /// @param seconds the duration at the account's quota
    /// @param cost the cost of state transitions in US dollars
    public record Option(
            Strategy strategy,
            boolean fits,
            String obstacle,
            long events,
            long stateBytes,
            double seconds,
            double cost) {}

    /// The figures of runners, the strategy of this gateway, whatever is recommended.
    public Option runners() {
        return options.stream()
                .filter(option -> option.strategy() == Strategy.RUNNERS)
                .findFirst()
                .orElseThrow();
    }
}
