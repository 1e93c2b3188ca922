package io.taskgate.standin.definition;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.payload.EvaluationException;
import io.taskgate.payload.jsonpath.EvaluationScope;
import io.taskgate.standin.interpreter.StateFailure;
import io.taskgate.standin.interpreter.StateRun;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Evaluates the rules of a Choice state.
public final class ChoiceRules {

    private static final Map<String, IntPredicate> COMPARISONS = Map.of(
            "Equals", order -> order == 0,
            "LessThan", order -> order < 0,
            "LessThanEquals", order -> order <= 0,
            "GreaterThan", order -> order > 0,
            "GreaterThanEquals", order -> order >= 0);
    private static final Map<String, Predicate<JsonNode>> TESTS = Map.of(
            "IsNull", JsonNode::isNull,
            "IsString", JsonNode::isTextual,
            "IsNumeric", JsonNode::isNumber,
            "IsBoolean", JsonNode::isBoolean,
            "IsTimestamp", value -> instant(value).isPresent());
    private static final Pattern COMPARISON =
            Pattern.compile("(String|Numeric|Boolean|Timestamp)(Equals|(?:Less|Greater)Than(?:Equals)?)(Path)?");

    private ChoiceRules() {}

    /// Returns the first matching rule.
    public static Optional<JsonNode> rule(StateRun run) {
        for (JsonNode rule : run.state().path("Choices")) {
            if (run.query() ? meets(rule, run) : holds(rule, run.scope(run.input()))) {
                return Optional.of(rule);
            }
        }
        return Optional.empty();
    }

    private static boolean meets(JsonNode rule, StateRun run) {
        JsonNode condition = run.queried("Condition", rule.path("Condition"));
        if (!condition.isBoolean()) {
            throw new StateFailure(EvaluationException.QUERY_EVALUATION_ERROR, "Condition is neither true nor false");
        }
        return condition.booleanValue();
    }

    /// Returns whether a field of a rule is a comparison or a test.
    static boolean isOperator(String field) {
        return COMPARISON.matcher(field).matches()
                || TESTS.containsKey(field)
                || field.equals("IsPresent")
                || field.equals("StringMatches");
    }

    private static boolean holds(JsonNode rule, EvaluationScope scope) {
        if (rule.has("And")) {
            return rule.get("And").valueStream().allMatch(each -> holds(each, scope));
        }
        if (rule.has("Or")) {
            return rule.get("Or").valueStream().anyMatch(each -> holds(each, scope));
        }
        if (rule.has("Not")) {
            return !holds(rule.get("Not"), scope);
        }
        String operator = rule.propertyStream()
                .map(Map.Entry::getKey)
                .filter(ChoiceRules::isOperator)
                .findFirst()
                .orElseThrow(() -> StateFailure.runtime("a choice rule without an operator"));
        return compare(operator, rule.get(operator), rule.path("Variable").asText(), scope);
    }

    private static boolean compare(String operator, JsonNode expected, String variable, EvaluationScope scope) {
        Optional<JsonNode> found = look(variable, scope);
        if (operator.equals("IsPresent")) {
            return found.isPresent() == expected.asBoolean();
        }
        JsonNode value = found.orElseThrow(() -> StateFailure.runtime(
                "Invalid path '" + variable + "': The choice state's condition path references an invalid value."));
        Predicate<JsonNode> test = TESTS.get(operator);
        if (test != null) {
            return test.test(value) == expected.asBoolean();
        }
        if (operator.equals("StringMatches")) {
            return value.isTextual()
                    && glob(expected.asText()).matcher(value.textValue()).matches();
        }
        var parts = COMPARISON.matcher(operator);
        if (!parts.matches()) {
            throw StateFailure.runtime("unknown operator " + operator);
        }
        JsonNode other = parts.group(3) == null
                ? expected
                : look(expected.asText(), scope)
                        .orElseThrow(() -> StateFailure.runtime("Invalid path '" + expected.asText() + "'"));
        IntPredicate wanted = COMPARISONS.getOrDefault(parts.group(2), _ -> false);
        Optional<Integer> order = order(parts.group(1), value, other);
        return order.isPresent() && wanted.test(order.get());
    }

    private static Optional<JsonNode> look(String path, EvaluationScope scope) {
        return ShapeAdapter.look(path, scope);
    }

    /// Returns empty if a value does not have the compared type: then no rule matches.
    private static Optional<Integer> order(String type, JsonNode left, JsonNode right) {
        return switch (type) {
            case "String" ->
                left.isTextual() && right.isTextual()
                        ? Optional.of(left.textValue().compareTo(right.textValue()))
                        : Optional.empty();
            case "Numeric" ->
                left.isNumber() && right.isNumber()
                        ? Optional.of(left.decimalValue().compareTo(right.decimalValue()))
                        : Optional.empty();
            case "Boolean" ->
                left.isBoolean() && right.isBoolean()
                        ? Optional.of(Boolean.compare(left.booleanValue(), right.booleanValue()))
                        : Optional.empty();
            default -> instant(left).flatMap(from -> instant(right).map(from::compareTo));
        };
    }

    public static Optional<Instant> instant(JsonNode value) {
        try {
            return value.isTextual()
                    ? Optional.of(OffsetDateTime.parse(value.textValue()).toInstant())
                    : Optional.empty();
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    private static Pattern glob(String text) {
        return Pattern.compile(
                Stream.of(text.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")), Pattern.DOTALL);
    }
}
