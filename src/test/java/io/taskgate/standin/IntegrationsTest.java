package io.taskgate.standin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.taskgate.standin.definition.ServiceLimits;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.integration.Integrations;
import io.taskgate.standin.integration.LambdaCalls;
import io.taskgate.standin.integration.TaskResource;
import io.taskgate.standin.stepfunctions.Arns;
import io.taskgate.standin.stepfunctions.Execution;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.sfn.SfnClient;

/// Tests the integrations of a Task: functions, S3, DynamoDB, HTTP and Step Functions itself, with the errors that
/// AWS names.
class IntegrationsTest {

    private static final List<String> calls = new CopyOnWriteArrayList<>();
    private static StandIns aws;
    private static HttpServer server;
    private static SfnClient sfn;

    @BeforeAll
    static void start() throws IOException {
        aws = StandIns.start(Ports.FREE);
        sfn = SdkClients.client(SfnClient.builder(), aws.states());
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", IntegrationsTest::serve);
        server.start();
        URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        aws.gateway(base);
        aws.function("double", base.resolve("/double"));
        aws.function("broken", base.resolve("/broken"));
        aws.function("gone", URI.create("http://127.0.0.1:1/"));
        try (DynamoDbClient dynamodb = SdkClients.client(DynamoDbClient.builder(), aws.dynamodb())) {
            dynamodb.createTable(create -> create.tableName("things")
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .keySchema(key -> key.attributeName("id").keyType(KeyType.HASH))
                    .attributeDefinitions(define -> define.attributeName("id").attributeType(ScalarAttributeType.S)));
        }
    }

    @AfterAll
    static void stop() {
        server.stop(0);
        aws.close();
    }

    private static void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            calls.add(exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("X-Api-Key") + " " + body);
            String path = exchange.getRequestURI().getPath();
            String answer = switch (path) {
                case "/double" ->
                    "{\"twice\": " + 2 * StatesJson.parsed(body).path("n").asInt() + "}";
                case "/broken" -> "{\"errorType\": \"TypeError\", \"errorMessage\": \"no such thing\"}";
                case "/large" -> "\"" + "x".repeat(ServiceLimits.STATE_BYTES) + "\"";
                default -> "{\"path\": \"" + path + "\"}";
            };
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(path.equals("/broken") ? 500 : path.equals("/404") ? 404 : 200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private static String task(String resource, String parameters, String more) {
        return "{\"Type\": \"Task\", \"Resource\": \"arn:aws:states:::" + resource + "\", \"Parameters\": " + parameters
                + ", " + more + "}";
    }

    private static Execution run(String states) {
        String name = "m-" + UUID.randomUUID();
        aws.createStateMachine(name, "{\"StartAt\": \"S\", \"States\": {" + states + "}}");
        Execution execution = aws.startNamed(name, "{\"n\": 21}");
        await().until(() -> execution.status() != Execution.Status.RUNNING);
        return execution;
    }

    private static JsonNode output(Execution execution) {
        assertThat(execution.status()).as(execution.ending().toString()).isEqualTo(Execution.Status.SUCCEEDED);
        return StatesJson.parsed(execution.ending().path("output").asText());
    }

    private static Execution one(String resource, String parameters) {
        return run("\"S\": " + task(resource, parameters, "\"End\": true"));
    }

    @Test
    void aFunctionIsInvokedByNameAndByArn() {
        for (String function : List.of("double", "arn:aws:lambda:us-east-1:000000000000:function:double:$LATEST")) {
            JsonNode output = output(
                    one("lambda:invoke", "{\"FunctionName\": \"" + function + "\", \"Payload\": {\"n.$\": \"$.n\"}}"));
            assertThat(output.toString())
                    .startsWith("{\"ExecutedVersion\":\"$LATEST\",\"Payload\":{\"twice\":42},\"StatusCode\":200,")
                    .contains("\"SdkHttpMetadata\":{\"HttpStatusCode\":200}");
        }
    }

    @Test
    void aFunctionGetsATokenToAnswer() {
        String definition = "\"S\": "
                + task(
                        "lambda:invoke.waitForTaskToken",
                        "{\"FunctionName\": \"double\", \"Payload\": {\"token.$\": \"$$.Task.Token\"}}",
                        "\"End\": true");
        String name = "m-" + UUID.randomUUID();
        aws.createStateMachine(name, "{\"StartAt\": \"S\", \"States\": {" + definition + "}}");
        calls.clear();
        Execution execution = aws.startNamed(name, "{}");
        await().until(() -> calls.stream().anyMatch(call -> call.startsWith("/double")));
        String body = calls.getFirst().replaceFirst("^\\S+ \\S+ ", "");

        sfn.sendTaskSuccess(send ->
                send.taskToken(StatesJson.parsed(body).path("token").asText()).output("\"well\""));

        await().until(() -> execution.status() != Execution.Status.RUNNING);
        assertThat(output(execution).asText()).isEqualTo("well");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '@',
            value = {
                "lambda:invoke @ {\"FunctionName\": \"none\"} @ Lambda.ResourceNotFoundException",
                "lambda:invoke @ {\"FunctionName\": \"gone\"} @ Lambda.SdkClientException",
                "lambda:invoke @ {\"FunctionName\": \"broken\"} @ TypeError",
                "aws-sdk:s3:getObject @ {\"Bucket\": \"taskgate-payloads\", \"Key\": \"none\"} @ S3.NoSuchKeyException",
                "aws-sdk:s3:getObject @ {\"Bucket\": \"no-such-bucket\", \"Key\": \"none\"} @ S3.NoSuchBucketException",
                "aws-sdk:s3:listObjectsV2 @ {\"Bucket\": \"no-such-bucket\"} @ S3.NoSuchBucketException",
                "dynamodb:putItem @ {\"TableName\": \"none\", \"Item\": {\"id\": {\"S\": \"1\"}}} @ DynamoDB.ResourceNotFoundException",
                "dynamodb:putItem @ {\"TableName\": \"things\", \"Item\": {}} @ DynamoDB.AmazonDynamoDBException",
                "dynamodb:putItem @ {\"TableName\": \"things\", \"Item\": {\"id\": {\"S\": \"1\"}}, \"ConditionExpression\": \"attribute_exists(id)\"} @ DynamoDB.ConditionalCheckFailedException",
                "aws-sdk:dynamodb:putItem @ {\"TableName\": \"none\", \"Item\": {\"id\": {\"S\": \"1\"}}} @ DynamoDb.ResourceNotFoundException",
                "states:startExecution @ {\"StateMachineArn\": \"arn:aws:states:us-east-1:000000000000:stateMachine:none\"} @ StepFunctions.StateMachineDoesNotExistException",
                "aws-sdk:sfn:describeExecution @ {\"ExecutionArn\": \"arn:none\"} @ Sfn.ExecutionDoesNotExistException",
                "http:invoke @ {\"ApiEndpoint\": \"https://x.test/404\", \"Method\": \"GET\"} @ States.Http.StatusCode.404",
                "http:invoke @ {\"ApiEndpoint\": \"https://x.test/large\", \"Method\": \"GET\"} @ States.DataLimitExceeded",
                "apigateway:invoke @ {\"ApiEndpoint\": \"x.test\", \"Method\": \"GET\", \"Path\": \"/404\"} @ ApiGateway.404",
            })
    void failuresHaveAwssNames(String resource, String parameters, String error) {
        Execution execution = one(resource, parameters);

        assertThat(execution.ending().path("error").asText()).isEqualTo(error);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "glue:startJobRun.sync | {} | The stand-in does not run glue:startJobRun.sync",
                "aws-sdk:rekognition:detectLabels | {} | The stand-in does not run aws-sdk:rekognition:detectLabels",
                "aws-sdk:s3:putObject | {\"Bucket\": \"b\", \"Key\": \"k\", \"ACL\": \"private\"}"
                        + " | The stand-in does not support the parameters [ACL] of aws-sdk:s3:putObject"
            })
    void othersFailWithTheirName(String resource, String parameters, String cause) {
        Execution execution = one(resource, parameters);

        assertThat(execution.ending().path("error").asText()).isEqualTo("States.Runtime");
        assertThat(execution.ending().path("cause").asText()).startsWith(cause).contains("mock file");
    }

    @Test
    void functionsAreOnThisMachineOnly() {
        assertThatThrownBy(() -> aws.function("far", URI.create("https://lambda.example.org/")))
                .hasMessageContaining("the function far must be on loopback");
        assertThatThrownBy(() -> new LambdaCalls("one")).hasMessageContaining("name=url");
        LambdaCalls configured = new LambdaCalls("double=" + aws.gateway().resolve("/double"));
        Integrations.Call call = new Integrations.Call(
                TaskResource.of("arn:aws:states:::lambda:invoke").orElseThrow(),
                StatesJson.parsed("{\"FunctionName\": \"double\", \"Payload\": {\"n\": 2}}"),
                one("lambda:invoke", "{\"FunctionName\": \"double\"}"),
                Optional.empty());
        assertThat(configured.invoke(call).at("/Payload/twice").asInt()).isEqualTo(4);
    }

    @Test
    void objectsAreWrittenReadAndListed() {
        Execution execution = run("\"S\": "
                + task(
                        "aws-sdk:s3:putObject",
                        "{\"Bucket\": \"taskgate-payloads\", \"Key\": \"in/one\", \"Body\": {\"a\": [1]}}",
                        "\"ResultPath\": null, \"Next\": \"T\"")
                + ", \"T\": "
                + task(
                        "aws-sdk:s3:putObject",
                        "{\"Bucket\": \"taskgate-payloads\", \"Key\": \"in/two\", \"Body\": \"text\"}",
                        "\"ResultPath\": null, \"Next\": \"L\"")
                + ", \"L\": "
                + task(
                        "aws-sdk:s3:listObjectsV2",
                        "{\"Bucket\": \"taskgate-payloads\", \"Prefix\": \"in/\"}",
                        "\"ResultSelector\": {\"keys.$\": \"$.Contents[*].Key\"}, \"ResultPath\": \"$.listed\", \"Next\": \"G\"")
                + ", \"G\": "
                + task(
                        "aws-sdk:s3:getObject",
                        "{\"Bucket\": \"taskgate-payloads\", \"Key\": \"in/one\"}",
                        "\"ResultPath\": \"$.one\", \"Next\": \"H\"")
                + ", \"H\": "
                + task(
                        "aws-sdk:s3:getObject",
                        "{\"Bucket\": \"taskgate-payloads\", \"Key\": \"in/two\"}",
                        "\"ResultPath\": \"$.two\", \"End\": true"));

        JsonNode output = output(execution);
        assertThat(output.at("/listed/keys").toString()).isEqualTo("[\"in/one\",\"in/two\"]");
        assertThat(output.at("/one/Body").asText()).isEqualTo("{\"a\":[1]}");
        // as recorded: with its quotes
        assertThat(output.at("/two/Body").asText()).isEqualTo("\"text\"");
        assertThat(output.at("/one/ContentLength").asInt()).isEqualTo(9);
    }

    @Test
    void itemsAreWrittenChangedAndRead() {
        Execution execution = run("\"S\": "
                + task(
                        "dynamodb:putItem",
                        "{\"TableName\": \"things\", \"Item\": {\"id\": {\"S\": \"t-1\"}, \"n\": {\"N.$\": \"States.Format('{}', $.n)\"}}}",
                        "\"ResultPath\": null, \"Next\": \"U\"")
                + ", \"U\": "
                + task(
                        "dynamodb:updateItem",
                        "{\"TableName\": \"things\", \"Key\": {\"id\": {\"S\": \"t-1\"}}, \"UpdateExpression\": \"ADD n :one\", \"ExpressionAttributeValues\": {\":one\": {\"N\": \"1\"}}}",
                        "\"ResultPath\": null, \"Next\": \"G\"")
                + ", \"G\": "
                + task(
                        "dynamodb:getItem",
                        "{\"TableName\": \"things\", \"Key\": {\"id\": {\"S\": \"t-1\"}}}",
                        "\"ResultPath\": \"$.got\", \"Next\": \"Q\"")
                + ", \"Q\": "
                + task(
                        "aws-sdk:dynamodb:query",
                        "{\"TableName\": \"things\", \"KeyConditionExpression\": \"id = :id\", \"ExpressionAttributeValues\": {\":id\": {\"S\": \"t-1\"}}}",
                        "\"ResultPath\": \"$.found\", \"Next\": \"D\"")
                + ", \"D\": "
                + task(
                        "dynamodb:deleteItem",
                        "{\"TableName\": \"things\", \"Key\": {\"id\": {\"S\": \"t-1\"}}, \"ReturnValues\": \"ALL_OLD\"}",
                        "\"ResultPath\": \"$.deleted\", \"End\": true"));

        JsonNode output = output(execution);
        assertThat(output.at("/got/Item/n/N").asText()).isEqualTo("22");
        assertThat(output.at("/found/Count").asInt()).isEqualTo(1);
        assertThat(output.at("/deleted/Attributes/id/S").asText()).isEqualTo("t-1");
    }

    @Test
    void aCallCarriesAKeyAndQueryParameters() {
        calls.clear();

        one(
                "http:invoke",
                "{\"ApiEndpoint\": \"https://x.test/some/path\", \"Method\": \"GET\", \"QueryParameters\": {\"q\": \"a b\"}}");

        assertThat(calls.getFirst()).startsWith("/some/path?q=a+b dev-workflow");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '@',
            value = {
                "states:startExecution @ /ExecutionArn @ :execution:",
                "states:startExecution.sync @ /Output @ {\"a\":1}",
                "states:startExecution.sync:2 @ /Output/a @ 1",
                "aws-sdk:sfn:startExecution @ /ExecutionArn @ :execution:",
            })
    void executionsAreStartedAndWaitedFor(String resource, String at, String expected) {
        String nested = "n-" + UUID.randomUUID();
        aws.createStateMachine(
                nested, "{\"StartAt\": \"P\", \"States\": {\"P\": {\"Type\": \"Pass\", \"End\": true}}}");

        Execution execution =
                one(resource, "{\"StateMachineArn\": \"" + Arns.stateMachine(nested) + "\", \"Input\": {\"a\": 1}}");

        assertThat(output(execution).at(at).asText()).contains(expected);
    }
}
