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

/// Reads the sizes of a boundary: the budget, the headroom for the merge, and the action for larger payloads.
final class BudgetReader {

    /// The headroom value of a state machine that registers its whole input.
    private static final String INPUT = "input";

    private final ConfigNode settings;
    private final ConfigurationProblems problems;

    private final boolean merged;
    private final Budget defaults;

    /// @param merged   whether the payload is merged into a state: results are, requests are not
    /// @param defaults the default sizes
    BudgetReader(ConfigNode settings, boolean merged, Budget defaults, ConfigurationProblems problems) {
        this.settings = settings;
        this.merged = merged;
        this.defaults = defaults;
        this.problems = problems;
    }

    /// @return the default sizes if there are problems
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
            return new Headroom.Fixed(or(parsed("headroom", ByteSize::parse), freeBytes()), path);
        }
        if (!path.merges()) {
            problems.add(
                    settings.key("headroom"),
                    "\"input\" is only valid for results that are merged into the input. Set "
                            + settings.key("result-path") + " to the ResultPath of the state, for example $.approval.");
        }
        return new Headroom.Input(path);
    }

    private long freeBytes() {
        return defaults.headroom() instanceof Headroom.Fixed fixed ? fixed.bytes() : Budget.DEFAULT_HEADROOM;
    }

    /// YAML null means unset here, whereas JSON `null` discards the result.
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
            problems.add(settings.key("over-limit"), "Requires " + settings.key("limit") + ". Set both.");
        }
        if (bytes != null && bytes < budget) {
            problems.add(
                    settings.key("limit"),
                    "The limit of " + bytes + " B is below the budget of " + budget
                            + " B. Raise the limit or lower the budget.");
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
