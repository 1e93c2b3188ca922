package io.taskgate.route.config;

import io.taskgate.payload.ByteSize;
import io.taskgate.payload.InvalidDefinitionException;
import io.taskgate.payload.boundary.Budget;
import io.taskgate.payload.boundary.HardLimit;
import io.taskgate.payload.boundary.Headroom;
import io.taskgate.payload.boundary.OverBudgetAction;
import io.taskgate.payload.boundary.ResultPath;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads the sizes of a boundary: what may cross, what is kept free for the merge, and what happens to more.
final class BudgetReader {

    /// The headroom of a state machine that registers with its whole input.
    private static final String INPUT = "input";

    private final ConfigNode settings;
    private final ConfigurationProblems problems;

    private final boolean merged;
    private final Budget defaults;

    /// @param merged   whether the payload goes into a state: a result does, a request does not
    /// @param defaults what stands where nothing is said
    BudgetReader(ConfigNode settings, boolean merged, Budget defaults, ConfigurationProblems problems) {
        this.settings = settings;
        this.merged = merged;
        this.defaults = defaults;
        this.problems = problems;
    }

    /// @return the default's sizes where the problems say why
    Budget read() {
        long bytes = or(parsed("budget", ByteSize::parse), defaults.bytes());
        OverBudgetAction overBudget = or(parsed("over-budget", OverBudgetAction::parse), defaults.overBudget());
        Headroom headroom = headroom();
        HardLimit limit = limit(bytes);
        try {
            return new Budget(bytes, headroom, overBudget, limit);
        } catch (InvalidDefinitionException e) {
            problems.add(settings.key("budget"), String.valueOf(e.getMessage()));
            return defaults;
        }
    }

    private Headroom headroom() {
        ResultPath path = resultPath();
        if (!merged || !INPUT.equals(settings.text("headroom"))) {
            return new Headroom.Fixed(or(parsed("headroom", ByteSize::parse), free()), path);
        }
        if (!path.merges()) {
            problems.add(
                    settings.key("headroom"),
                    "\"input\" is for results that are merged into the input: set " + settings.key("result-path")
                            + " to the ResultPath of the state, as in $.approval");
        }
        return new Headroom.Input(path);
    }

    private long free() {
        return defaults.headroom() instanceof Headroom.Fixed fixed ? fixed.bytes() : Budget.DEFAULT_HEADROOM;
    }

    /// YAML's null is nothing at all here, where JSON's `null` drops the result.
    private ResultPath resultPath() {
        ConfigNode path = settings.child("result-path");
        if (path == null) {
            return ResultPath.REPLACES;
        }
        return settings.text("result-path") == null
                ? ResultPath.DROPS
                : or(parsed("result-path", ResultPath::parse), ResultPath.REPLACES);
    }

    private @Nullable HardLimit limit(long budget) {
        Long bytes = parsed("limit", ByteSize::parse);
        Boolean fails = parsed("over-limit", HardLimit::fails);
        if (settings.text("limit") == null && settings.text("over-limit") != null) {
            problems.add(
                    settings.key("over-limit"),
                    "says what happens over a limit: set " + settings.key("limit") + " too");
        }
        if (bytes != null && bytes < budget) {
            problems.add(
                    settings.key("limit"),
                    bytes + " B is below the budget of " + budget + " B: raise it, or lower the budget");
            return null;
        }
        return bytes == null ? null : new HardLimit(bytes, Boolean.TRUE.equals(fails));
    }

    private <T> @Nullable T parsed(String name, Function<String, ? extends T> parse) {
        return settings.parsed(name, parse, problems);
    }

    private static <T> T or(@Nullable T value, T otherwise) {
        return value == null ? otherwise : value;
    }
}
