package io.taskgate.batch.plan;

import java.util.List;

/// How a source is best worked off, with the arithmetic.
///
/// @param strategy  what is advised
/// @param why       the reason, in a sentence
/// @param items     of the source
/// @param batches   runners that would be started
/// @param bytes     of the source
/// @param depth     of this batch: 1 where no runner asked for it
/// @param estimated whether items and batches were reckoned from the beginning of the source
/// @param options   each way, the advised one first
public record BatchPlan(
        Strategy strategy,
        String why,
        long items,
        long batches,
        long bytes,
        int depth,
        boolean estimated,
        List<Option> options) {

    /// A way to work off many items.
    public enum Strategy {
        INLINE_MAP("inline-map"),
        DISTRIBUTED_MAP("distributed-map"),
        RUNNERS("runners");

        private final String word;

        Strategy(String word) {
            this.word = word;
        }

        public String wireName() {
            return word;
        }
    }

    /// One way in figures.
    ///
    /// @param fits       whether it can be done that way
    /// @param obstacle   why not; empty where it can
    /// @param events     in the history of the execution that asks
    /// @param stateBytes that it carries on the way, at most
    /// @param seconds    at the account's quota
    /// @param cost       in US dollars of state transitions
    public record Option(
            Strategy strategy,
            boolean fits,
            String obstacle,
            long events,
            long stateBytes,
            double seconds,
            double cost) {}

    /// The way taken here, whatever is advised.
    public Option runners() {
        return options.stream()
                .filter(option -> option.strategy() == Strategy.RUNNERS)
                .findFirst()
                .orElseThrow();
    }
}
