package io.taskgate.testing;

import io.taskgate.testing.gateway.ExecutionFixture;
import io.taskgate.testing.gateway.LocalAws;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/// A DynamoDB table with a number of rows, for batches and for states that read it page by page.
public final class TableFixture {

    private TableFixture() {}

    /// @return the name of the table
    public static String make(String name, int count) {
        try (DynamoDbClient dynamodb =
                ExecutionFixture.client(DynamoDbClient.builder(), LocalAws.aws().dynamodb())) {
            dynamodb.createTable(create -> create.tableName(name)
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .attributeDefinitions(
                            p -> p.attributeName("p").attributeType(ScalarAttributeType.S),
                            n -> n.attributeName("n").attributeType(ScalarAttributeType.N))
                    .keySchema(
                            p -> p.attributeName("p").keyType(KeyType.HASH),
                            n -> n.attributeName("n").keyType(KeyType.RANGE)));
            for (int i = 0; i < count; i++) {
                int number = i;
                dynamodb.putItem(put -> put.tableName(name)
                        .item(Map.of(
                                "p", AttributeValue.fromS("all"),
                                "n", AttributeValue.fromN(Integer.toString(number)))));
            }
        }
        return name;
    }
}
