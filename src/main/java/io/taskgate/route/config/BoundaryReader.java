package io.taskgate.route.config;

import io.taskgate.payload.InvalidDefinitionException;
import io.taskgate.payload.boundary.Boundary;
import io.taskgate.payload.boundary.Budget;
import io.taskgate.payload.claimcheck.Summarizer;
import io.taskgate.payload.shape.Shape;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads a boundary: its shape, its sizes, and the summary of checked-in payloads.
final class BoundaryReader {

    private static final Set<String> SUMMARY = Set.of("shape");

    private final ConfigurationProblems problems;

    BoundaryReader(ConfigurationProblems problems) {
        this.problems = problems;
    }

    /// @param merged   whether the payload is merged into a state: results are, requests are not
    /// @param defaults the default sizes
    Boundary read(ConfigNode settings, boolean merged, Budget defaults) {
        Budget budget = new BudgetReader(settings, merged, defaults, problems).read();
        Shape shape = shape(settings);
        return new Boundary(shape == null ? Shape.IDENTITY : shape, budget, summary(settings.child("summary")));
    }

    private Summarizer summary(@Nullable ConfigNode settings) {
        if (settings == null) {
            return Summarizer.BUILT_IN;
        }
        settings.allowOnly(SUMMARY, problems);
        if (settings.child("shape") == null) {
            problems.add(settings.key("shape"), "Required. Set the shape of the summary in a reference.");
        }
        Shape shape = shape(settings);
        return shape == null ? Summarizer.BUILT_IN : Summarizer.by(shape);
    }

    private @Nullable Shape shape(ConfigNode settings) {
        ConfigNode written = settings.child("shape");
        if (written == null) {
            return null;
        }
        try {
            return Shape.compile(ShapeReader.json(written));
        } catch (InvalidDefinitionException e) {
            problems.add(written.key(), String.valueOf(e.getMessage()));
            return null;
        }
    }
}
