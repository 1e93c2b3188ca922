package io.taskgate.standin.integration;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.definition.SdkNames;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.interpreter.StateFailure;
import io.taskgate.standin.stepfunctions.Arns;
import io.taskgate.standin.stepfunctions.Execution;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/// DynamoDB called by a Task. A state machine writes items in DynamoDB's own JSON, so they go over the wire as
/// they are.
final class DynamoCalls {

    private final URI endpoint;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    DynamoCalls(URI endpoint) {
        this.endpoint = endpoint;
    }

    /// @throws StateFailure under AWS's names, such as `DynamoDB.ConditionalCheckFailedException`
    JsonNode call(Integrations.Call call) {
        boolean sdk = call.service().family() == Integrations.Family.SDK_DYNAMODB;
        HttpRequest request = HttpRequest.newBuilder(endpoint)
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/x-amz-json-1.0")
                .header(
                        "X-Amz-Target",
                        "DynamoDB_20120810." + SdkNames.capital(call.service().action()))
                // DynamoDB Local reads the key and the region from it, and checks nothing
                .header(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=local/20260101/" + Arns.REGION
                                + "/dynamodb/aws4_request, SignedHeaders=host, Signature=0")
                .POST(HttpRequest.BodyPublishers.ofString(call.parameters().toString()))
                .build();
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            JsonNode body = StatesJson.parse(response.body()).orElse(StatesJson.object());
            if (response.statusCode() != 200) {
                throw refused(sdk, response.statusCode(), body);
            }
            return body;
        } catch (IOException unreachable) {
            throw new StateFailure((sdk ? "DynamoDb" : "DynamoDB") + ".SdkClientException", unreachable.toString());
        } catch (InterruptedException _) {
            throw new Execution.Ended();
        }
    }

    /// As recorded: what has no class of its own goes by the service's general one.
    private static StateFailure refused(boolean sdk, int status, JsonNode body) {
        String type = body.path("__type").asText().replaceFirst("^.*#", "");
        boolean general = type.isEmpty() || type.equals("ValidationException") || type.equals("SerializationException");
        String message = body.path("message").asText(body.path("Message").asText());
        String name = sdk
                ? "DynamoDb." + (general ? "DynamoDbException" : type)
                : "DynamoDB." + (general ? "AmazonDynamoDBException" : type);
        return new StateFailure(
                name, message + " (Service: DynamoDb, Status Code: " + status + ", Error Code: " + type + ")");
    }
}
