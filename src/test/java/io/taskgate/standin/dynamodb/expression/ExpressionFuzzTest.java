package io.taskgate.standin.dynamodb.expression;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.dynamodb.value.DynamoDbError;
import io.taskgate.standin.dynamodb.value.DynamoValue;
import io.taskgate.standin.dynamodb.value.ValueReader;
import io.taskgate.standin.dynamodb.value.ValueWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Checks that random expressions have the same result in the stand-in and in [NaiveExpressions].
/// `-Ddynamodb.fuzz.seed` sets another seed, `-Ddynamodb.fuzz.rounds` the number of rounds.
class ExpressionFuzzTest {

    private static final long SEED = Long.getLong("dynamodb.fuzz.seed", 20_261_130);
    private static final int ROUNDS = Integer.getInteger("dynamodb.fuzz.rounds", 20_000);

    @Test
    void conditionsHoldForTheSameItems() {
        int held = 0;
        for (int round = 0; round < ROUNDS; round++) {
            RandomExpression random = new RandomExpression(new Random(SEED + round));
            ObjectNode item = random.item();
            ArrayNode condition = random.condition(3);
            String text = random.text(condition);
            boolean expected = NaiveExpressions.holds(condition, item);
            assertThat(holds(random, text, item).orElse(expected))
                    .as("seed %d: %s with %s for %s", SEED + round, text, random.request(), item)
                    .isEqualTo(expected);
            held += expected ? 1 : 0;
        }
        // neither always nor never
        assertThat(held).isBetween(ROUNDS / 10, ROUNDS * 9 / 10);
    }

    /// Empty if a path is compared with itself, which is rejected.
    private static Optional<Boolean> holds(RandomExpression random, String text, JsonNode item) {
        ObjectNode request = random.request().put("ConditionExpression", text);
        ExpressionSet expressions = ExpressionSet.of(request, List.of("ConditionExpression"));
        try {
            FilterExpression filter = expressions.filter("ConditionExpression").orElseThrow();
            expressions.requireUsed();
            return Optional.of(filter.holds(ValueReader.attributes(item)));
        } catch (DynamoDbError invalid) {
            assertThat(invalid)
                    .hasMessageStartingWith("Invalid ConditionExpression: The first operand must be distinct")
                    .hasMessageContaining("BETWEEN");
            return Optional.empty();
        }
    }

    @Test
    void updatesMakeTheSameItems() {
        int made = 0;
        for (int round = 0; round < ROUNDS; round++) {
            RandomExpression random = new RandomExpression(new Random(SEED - round));
            ObjectNode item = random.item();
            ArrayNode actions = random.actions();
            String text = random.updateText(actions);
            Optional<UpdateExpression> update = parsed(random, text);
            if (update.isEmpty()) {
                continue;
            }
            Optional<JsonNode> expected = naive(actions, item);
            assertThat(applied(update.get(), item))
                    .as("seed %d: %s with %s for %s", SEED - round, text, random.request(), item)
                    .isEqualTo(expected);
            made += expected.isPresent() ? 1 : 0;
        }
        assertThat(made).isGreaterThan(ROUNDS / 10);
    }

    /// Empty if paths overlap.
    private static Optional<UpdateExpression> parsed(RandomExpression random, String text) {
        try {
            ObjectNode request = random.request().put("UpdateExpression", text);
            return ExpressionSet.of(request, List.of("UpdateExpression")).update();
        } catch (DynamoDbError invalid) {
            assertThat(invalid).hasMessageStartingWith("Invalid UpdateExpression: Two document paths");
            return Optional.empty();
        }
    }

    /// Empty if the update can't be applied.
    private static Optional<JsonNode> applied(UpdateExpression update, JsonNode item) {
        try {
            Map<String, DynamoValue> after = update.apply(ValueReader.attributes(item));
            return Optional.of(NaiveExpressions.canonicalItem(ValueWriter.attributes(after)));
        } catch (DynamoDbError refused) {
            return Optional.empty();
        }
    }

    private static Optional<JsonNode> naive(JsonNode actions, JsonNode item) {
        try {
            return Optional.of(NaiveExpressions.canonicalItem(NaiveExpressions.updated(actions, item)));
        } catch (NaiveExpressions.Refused refused) {
            return Optional.empty();
        }
    }
}
