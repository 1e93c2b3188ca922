package io.taskgate.standin.interpreter.map;

import java.math.BigDecimal;
import java.util.Optional;

/// The concurrency and the tolerated failures of a Map Run.
///
/// @param count      of failed items that are tolerated; empty when nothing is said of a number
/// @param percentage of failed items, likewise
public record MapRunSettings(int concurrency, Optional<BigDecimal> count, Optional<BigDecimal> percentage) {

    /// As many as AWS runs at once.
    public static final int MAX_CHILDREN = 10_000;

    public boolean tolerate(long failed, long total) {
        if (count.isEmpty() && percentage.isEmpty()) {
            return failed == 0;
        }
        boolean byCount =
                count.stream().allMatch(most -> BigDecimal.valueOf(failed).compareTo(most) <= 0);
        return byCount
                && percentage.stream()
                        .allMatch(most ->
                                BigDecimal.valueOf(failed * 100).compareTo(most.multiply(BigDecimal.valueOf(total)))
                                        <= 0);
    }
}
