package io.taskgate.route.config;

import io.taskgate.payload.InvalidDefinitionException;
import io.taskgate.payload.shape.ValueExpression;
import io.taskgate.route.OutcomeMapping;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads the mapping of an external document: `outcome`, `outcomes`, `error`, `cause`, `result`, `progress`.
final class OutcomeMappingReader {

    private final ConfigNode settings;
    private final ConfigurationProblems problems;

    OutcomeMappingReader(ConfigNode settings, ConfigurationProblems problems) {
        this.settings = settings;
        this.problems = problems;
    }

    /// @param outcome the default; null if the setting is required
    /// @param result  the default
    /// @return null if there are problems
    @Nullable OutcomeMapping read(@Nullable String outcome, String result) {
        ValueExpression wordAt = lookup("outcome", outcome);
        ValueExpression resultAt = lookup("result", result);
        if (settings.text("outcome") == null && outcome == null) {
            problems.add(
                    settings.key("outcome"),
                    "Required. Set the path of the work status in the document, for example $.status.");
        }
        ValueExpression error = lookup("error", null);
        ValueExpression cause = lookup("cause", null);
        ValueExpression progress = lookup("progress", null);
        return wordAt == null || resultAt == null
                ? null
                : new OutcomeMapping(wordAt, outcomes(), error, cause, resultAt, progress);
    }

    private @Nullable ValueExpression lookup(String name, @Nullable String otherwise) {
        return settings.text(name) == null && otherwise != null
                ? ValueExpression.compile(otherwise)
                : settings.parsed(name, ValueExpression::compile, problems);
    }

    private Map<String, OutcomeMapping.Outcome> outcomes() {
        Map<String, OutcomeMapping.Outcome> outcomes = new TreeMap<>();
        ConfigNode written = settings.child("outcomes");
        if (written != null) {
            written.children().keySet().forEach(word -> {
                OutcomeMapping.Outcome means = written.parsed(word, OutcomeMappingReader::outcome, problems);
                if (means != null) {
                    outcomes.put(word, means);
                }
            });
        }
        return outcomes;
    }

    private static OutcomeMapping.Outcome outcome(String text) {
        return OutcomeMapping.Outcome.of(Objects.requireNonNull(text))
                .orElseThrow(() -> new InvalidDefinitionException(
                        "Unknown value \"" + text + "\". Use success, failure, heartbeat or ignore."));
    }
}
