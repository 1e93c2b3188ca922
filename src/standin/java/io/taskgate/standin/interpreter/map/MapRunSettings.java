package io.taskgate.standin.interpreter.map;

import java.math.BigDecimal;
import java.util.Optional;

/// The concurrency and the tolerated failures of a Map Run.
///
/// @param count the tolerated number of failed items; empty if not defined
/// @param percentage the tolerated percentage of failed items; empty if not defined
public record MapRunSettings(int concurrency, Optional<BigDecimal> count, Optional<BigDecimal> percentage) {

    /// The maximum concurrency in AWS.
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
