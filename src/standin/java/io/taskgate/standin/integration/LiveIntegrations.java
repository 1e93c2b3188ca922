package io.taskgate.standin.integration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.dynamodb.StandInDynamoDb;
import io.taskgate.standin.eventbridge.EventBridge;
import io.taskgate.standin.eventbridge.StandInEventBus;
import io.taskgate.standin.fault.AwsError;
import io.taskgate.standin.interpreter.StateFailure;
import io.taskgate.standin.interpreter.map.ObjectStorage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/// The services as they are on this machine: the gateway and functions over HTTP, the event bus in this JVM,
/// DynamoDB, ElasticMQ, S3Proxy.
public final class LiveIntegrations implements Integrations {

    private static final Duration API_GATEWAY_LONGEST = Duration.ofSeconds(29);
    private static final Duration HTTP_LONGEST = Duration.ofSeconds(60);

    private final OutgoingHttp http;
    private final StandInEventBus events;
    private final HttpProofs proofs;
    private final SqsClient sqs;
    private final S3Integration s3;
    private final DynamoCalls dynamodb;
    private final LambdaCalls lambda;

    /// @param gateway the target of API Gateway and HTTP Tasks
    /// @param s3 the S3 endpoint
    public LiveIntegrations(
            Supplier<URI> gateway,
            EventBridge events,
            SqsClient sqs,
            URI s3,
            StandInDynamoDb dynamodb,
            LambdaCalls lambda) {
        this.http = new OutgoingHttp(gateway);
        this.events = events.bus();
        this.proofs = events.proofs();
        this.sqs = sqs;
        this.s3 = new S3Integration(s3);
        this.dynamodb = new DynamoCalls(dynamodb);
        this.lambda = lambda;
    }

    @Override
    public ObjectStorage objects() {
        return s3;
    }

    @Override
    public JsonNode call(Call call) {
        SupportedParameters.check(call);
        return switch (call.resource().family()) {
            case API_GATEWAY -> apiGateway(call);
            case HTTP -> http(call);
            case EVENT_BRIDGE -> withMetadata(putEvents(call));
            case SQS -> withMetadata(sendMessage(call));
            case LAMBDA -> withMetadata(lambda.invoke(call));
            case DYNAMODB -> withMetadata(dynamodb.call(call));
            case SDK_DYNAMODB -> dynamodb.call(call);
            case SDK_S3 -> s3.call(call.resource().action(), call.parameters());
            case FUNCTION -> lambda.invokeDirectly(call);
            case STATES, SDK_STATES, ACTIVITY ->
                throw new IllegalStateException(
                        "not served here: " + call.resource().name());
            case OTHER ->
                throw StateFailure.runtime("The stand-in does not run "
                        + call.resource().name() + ". Give its answer in a mock file (docs/standins.md).");
        };
    }

    /// Adds the metadata of the optimized integrations to a response.
    private static JsonNode withMetadata(JsonNode answer) {
        ObjectNode copy = answer.deepCopy();
        copy.putObject("SdkHttpMetadata").put("HttpStatusCode", 200);
        copy.putObject("SdkResponseMetadata").put("RequestId", UUID.randomUUID().toString());
        return copy;
    }

    private JsonNode apiGateway(Call call) {
        String path = call.parameters().path("Path").asText("/");
        ObjectNode answer = ask(call, call.parameters(), path, API_GATEWAY_LONGEST, "ApiGateway.SdkClientException");
        int status = answer.path("StatusCode").asInt();
        if (status >= 400) {
            throw new StateFailure("ApiGateway." + status, text(answer.path("ResponseBody")));
        }
        return answer;
    }

    private JsonNode http(Call call) {
        JsonNode parameters = proofs.proven(call.parameters());
        URI endpoint = URI.create(parameters.path("ApiEndpoint").asText());
        ObjectNode answer = ask(call, parameters, endpoint.getRawPath(), HTTP_LONGEST, "States.Http.Socket");
        int status = answer.path("StatusCode").asInt();
        if (status >= 400) {
            throw new StateFailure("States.Http.StatusCode." + status, text(answer.path("ResponseBody")));
        }
        return answer;
    }

    private ObjectNode ask(Call call, JsonNode parameters, String path, Duration longest, String unreachable) {
        Duration limit =
                call.limit().filter(given -> given.compareTo(longest) < 0).orElse(longest);
        try {
            return http.send(parameters, path, limit);
        } catch (HttpTimeoutException late) {
            throw limit != longest ? StateFailure.timeout() : new StateFailure(unreachable, late.getMessage());
        } catch (IOException failed) {
            throw new StateFailure(unreachable, "the gateway could not be reached: " + failed);
        }
    }

    /// Detail can be an object in ASL; the API requires text. AWS adds the execution to the resources of the
    /// entry.
    private JsonNode putEvents(Call call) {
        ObjectNode request = StatesJson.object();
        ArrayNode entries = request.putArray("Entries");
        call.parameters().path("Entries").forEach(entry -> {
            ObjectNode copy = entry.deepCopy();
            if (!entry.path("Detail").isTextual()) {
                copy.put("Detail", entry.path("Detail").toString());
            }
            ArrayNode resources = copy.withArray("/Resources");
            resources.add(call.execution().arn()).add(call.execution().machine().arn());
            entries.add(copy);
        });
        JsonNode answer = put(request);
        if (answer.path("FailedEntryCount").asInt() > 0) {
            throw new StateFailure("EventBridge.FailedEntry", answer.toString());
        }
        return answer;
    }

    private JsonNode put(JsonNode request) {
        try {
            return events.put(request, false);
        } catch (AwsError refused) {
            throw new StateFailure("EventBridge." + refused.type(), refused.getMessage());
        }
    }

    private JsonNode sendMessage(Call call) {
        JsonNode parameters = call.parameters();
        try {
            SendMessageResponse sent = sqs.sendMessage(request -> {
                request.queueUrl(parameters.path("QueueUrl").asText())
                        .messageBody(text(parameters.path("MessageBody")));
                if (parameters.has("MessageGroupId")) {
                    request.messageGroupId(parameters.get("MessageGroupId").asText());
                }
                if (parameters.has("MessageDeduplicationId")) {
                    request.messageDeduplicationId(
                            parameters.get("MessageDeduplicationId").asText());
                }
                if (parameters.has("DelaySeconds")) {
                    request.delaySeconds(parameters.get("DelaySeconds").asInt());
                }
            });
            return StatesJson.object()
                    .put("MD5OfMessageBody", sent.md5OfMessageBody())
                    .put("MessageId", sent.messageId());
        } catch (SdkException failed) {
            throw new StateFailure("SQS." + failed.getClass().getSimpleName(), failed.getMessage());
        }
    }

    private static String text(JsonNode node) {
        return node.isTextual() ? node.asText() : node.toString();
    }
}
