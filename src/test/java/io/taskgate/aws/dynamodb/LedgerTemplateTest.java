package io.taskgate.aws.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.deploy.stack.TemplateFile;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;

/// Checks that the stack's table is the table that the tests use.
class LedgerTemplateTest {

    private final JsonNode template = TemplateFile.properties("Ledger");
    private final CreateTableRequest tested = LedgerTable.definition("any");

    private static Stream<String> pairs(JsonNode array, String value) {
        return array.valueStream()
                .map(one -> one.path("AttributeName").asText() + " "
                        + one.path(value).asText());
    }

    private static List<String> keys(List<KeySchemaElement> schema) {
        return schema.stream()
                .map(key -> key.attributeName() + " " + key.keyTypeAsString())
                .toList();
    }

    @Test
    void keysAndAttributesAreTheSame() {
        assertThat(pairs(template.path("KeySchema"), "KeyType")).isEqualTo(keys(tested.keySchema()));
        assertThat(pairs(template.path("AttributeDefinitions"), "AttributeType"))
                .containsExactlyInAnyOrderElementsOf(tested.attributeDefinitions().stream()
                        .map(one -> one.attributeName() + " " + one.attributeTypeAsString())
                        .toList());
        assertThat(template.path("BillingMode").asText()).isEqualTo(tested.billingModeAsString());
    }

    @Test
    void theIndexesAreTheSame() {
        JsonNode indexes = template.path("GlobalSecondaryIndexes");
        assertThat(indexes).hasSize(tested.globalSecondaryIndexes().size());
        for (int number = 0; number < indexes.size(); number++) {
            JsonNode index = indexes.path(number);
            GlobalSecondaryIndex expected = tested.globalSecondaryIndexes().get(number);
            assertThat(index.path("IndexName").asText()).isEqualTo(expected.indexName());
            assertThat(pairs(index.path("KeySchema"), "KeyType")).isEqualTo(keys(expected.keySchema()));
            assertThat(index.at("/Projection/ProjectionType").asText())
                    .isEqualTo(expected.projection().projectionTypeAsString());
        }
    }

    @Test
    void whatHasEndedExpires() {
        assertThat(template.at("/TimeToLiveSpecification/AttributeName").asText())
                .isEqualTo(AttributeNames.EXPIRY);
    }
}
