package io.taskgate.aws.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.aws.client.AdapterFixture;
import io.taskgate.batch.request.TableSource;
import io.taskgate.batch.source.InvalidSourceException;
import io.taskgate.payload.claimcheck.PayloadStore.StoreUnavailableException;
import io.taskgate.payload.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/// Tests the export of a batch's rows from the stand-in's DynamoDB: three tables, each with another type of
/// key.
class TableExporterTest {

    private static final DynamoDbClient CLIENT = AdapterFixture.dynamoDb();

    @BeforeAll
    static void makeTheTables() {
        make("rows-s", ScalarAttributeType.S, AttributeValue.fromS("a"));
        make("rows-n", ScalarAttributeType.N, AttributeValue.fromN("1.5"));
        make("rows-b", ScalarAttributeType.B, AttributeValue.fromB(SdkBytes.fromUtf8String("a")));
    }

    private static void make(String table, ScalarAttributeType type, AttributeValue key) {
        CLIENT.createTable(create -> create.tableName(table)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(
                        definition -> definition.attributeName("p").attributeType(type))
                .keySchema(schema -> schema.attributeName("p").keyType(KeyType.HASH)));
        CLIENT.waiter().waitUntilTableExists(describe -> describe.tableName(table));
        SdkBytes bytes = SdkBytes.fromUtf8String("b");
        CLIENT.putItem(put -> put.tableName(table)
                .item(Map.ofEntries(
                        Map.entry("p", key),
                        Map.entry("n", AttributeValue.fromN("12345678901234567890.5")),
                        Map.entry("flag", AttributeValue.fromBool(true)),
                        Map.entry("none", AttributeValue.fromNul(true)),
                        Map.entry("bytes", AttributeValue.fromB(bytes)),
                        Map.entry("texts", AttributeValue.builder().ss("x").build()),
                        Map.entry("numbers", AttributeValue.builder().ns("2").build()),
                        Map.entry("blobs", AttributeValue.builder().bs(bytes).build()),
                        Map.entry(
                                "list",
                                AttributeValue.builder()
                                        .l(AttributeValue.fromS("y"), AttributeValue.fromNul(true))
                                        .build()),
                        Map.entry(
                                "map",
                                AttributeValue.builder()
                                        .m(Map.of("k", AttributeValue.fromS("v")))
                                        .build()))));
    }

    static Stream<Arguments> keys() {
        return Stream.of(
                Arguments.of("rows-s", "a", true),
                Arguments.of("rows-s", "b", false),
                Arguments.of("rows-n", 1.5, true),
                Arguments.of("rows-n", new BigDecimal("1.5"), true),
                Arguments.of("rows-n", 2, false),
                Arguments.of("rows-b", Map.of("B", "YQ=="), true),
                Arguments.of("rows-b", Map.of("B", "Yg=="), false));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void aQueryFindsItsRowByAKeyOfEachType(String table, Object key, boolean found) throws IOException {
        assertThat(copied(CLIENT, query(table, key)).isEmpty()).isEqualTo(!found);
    }

    @Test
    void aValueOfAnotherTypeThanTheKeyIsRefusedAndDoesNotFindNothing() {
        assertThatThrownBy(() -> copied(CLIENT, query("rows-s", 1)))
                .isInstanceOf(InvalidSourceException.class)
                .hasMessageStartingWith("itemsFrom.dynamodb: ValidationException");
    }

    @Test
    void eachTypeReadsAsADocument() throws IOException {
        String row = copied(CLIENT, new TableSource("rows-s", null, null, Map.of(), Map.of(), null, 2));
        JsonNode expected = Json.parse(
                ("{\"p\": \"a\", \"n\": 12345678901234567890.5, \"flag\": true, \"none\": null, \"bytes\": \"Yg==\","
                                + " \"texts\": [\"x\"], \"numbers\": [2], \"blobs\": [\"Yg==\"], \"list\": [\"y\", null],"
                                + " \"map\": {\"k\": \"v\"}}")
                        .getBytes(StandardCharsets.UTF_8));
        assertThat(Json.parse(row.getBytes(StandardCharsets.UTF_8))).isEqualTo(expected);
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(
                        ProvisionedThroughputExceededException.builder()
                                .statusCode(400)
                                .build(),
                        StoreUnavailableException.class),
                Arguments.of(refused(400, "ThrottlingException"), StoreUnavailableException.class),
                Arguments.of(refused(500, "InternalServerError"), StoreUnavailableException.class),
                Arguments.of(refused(400, "ValidationException"), InvalidSourceException.class),
                Arguments.of(SdkClientException.create("reset"), StoreUnavailableException.class));
    }

    private static DynamoDbException refused(int status, String code) {
        return (DynamoDbException) DynamoDbException.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage("no")
                        .build())
                .build();
    }

    @ParameterizedTest
    @MethodSource("failures")
    void anOutageIsTriedAgainAndARefusalIsTheCallers(RuntimeException failure, Class<?> expected) {
        DynamoDbClient failing = (DynamoDbClient) Proxy.newProxyInstance(
                DynamoDbClient.class.getClassLoader(), new Class<?>[] {DynamoDbClient.class}, (_, _, _) -> {
                    throw failure;
                });
        assertThatThrownBy(() -> copied(failing, query("rows-s", "a"))).isInstanceOf(expected);
    }

    private static TableSource query(String table, @Nullable Object key) {
        return new TableSource(table, null, "p = :p", Map.of(), Map.of(":p", key), null, 1);
    }

    private static String copied(DynamoDbClient client, TableSource source) throws IOException {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        new TableExporter(client).copy(source, lines);
        return lines.toString(StandardCharsets.UTF_8);
    }
}
