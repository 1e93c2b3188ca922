package io.taskgate.standin.eventbridge.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.definition.ServiceLimits;
import io.taskgate.standin.eventbridge.RequestFields;
import io.taskgate.standin.fault.AwsError;
import java.time.Duration;
import java.util.Optional;

/// A target of a rule.
///
/// @param wire as received by PutTargets
/// @param retries after the first attempt, 0 to 185
/// @param longest the maximum age of an event
/// @param deadLetters the ARN of the queue
public record RuleTarget(
        String id,
        Kind kind,
        String arn,
        JsonNode wire,
        TargetInput input,
        int retries,
        Duration longest,
        Optional<String> deadLetters) {

    enum Kind {
        SQS,
        STATES,
        HTTP,
        BUS;

        static Kind of(String arn) {
            if (arn.matches("arn:aws:sqs:[^:]*:[^:]*:.+")) {
                return SQS;
            }
            if (arn.matches("arn:aws:states:[^:]*:[^:]*:stateMachine:.+")) {
                return STATES;
            }
            if (arn.matches("arn:aws:events:[^:]*:[^:]*:api-destination/.+")) {
                return HTTP;
            }
            if (arn.matches("arn:aws:events:[a-z0-9-]+:\\d{12}:event-bus/[.\\-_A-Za-z0-9]+")) {
                return BUS;
            }
            throw AwsError.validation("Parameter Arn is not valid. Reason: the stand-in delivers to SQS queues,"
                    + " Step Functions state machines, API destinations and event buses, not to '" + arn + "'");
        }
    }

    /// @throws AwsError ValidationException, naming the field
    public static RuleTarget read(JsonNode wire) {
        String id = RequestFields.required(wire, "Id");
        if (!id.matches("[.\\-_A-Za-z0-9]{1,64}")) {
            throw RequestFields.invalid("Id", "it must match [.\\-_A-Za-z0-9]{1,64}");
        }
        String arn = RequestFields.required(wire, "Arn");
        Kind kind = Kind.of(arn);
        check(kind, arn, wire);
        JsonNode retry = wire.path("RetryPolicy");
        return new RuleTarget(
                id,
                kind,
                arn,
                wire,
                TargetInput.read(wire),
                number(retry, "MaximumRetryAttempts", 0, ServiceLimits.DELIVERY_RETRIES),
                Duration.ofSeconds(number(retry, "MaximumEventAgeInSeconds", 60, ServiceLimits.DELIVERY_SECONDS)),
                RequestFields.text(wire.path("DeadLetterConfig"), "Arn").map(RuleTarget::standard));
    }

    private static void check(Kind kind, String arn, JsonNode wire) {
        if (kind == Kind.BUS && !(TargetInput.read(wire) instanceof TargetInput.Whole)) {
            throw AwsError.validation(
                    "Input, InputPath and InputTransformer are not supported for target " + arn + ".");
        }
        if ((kind == Kind.STATES || kind == Kind.HTTP)
                && RequestFields.text(wire, "RoleArn").isEmpty()) {
            throw RequestFields.invalid("RoleArn", "a role is required for target " + arn);
        }
        if (kind == Kind.SQS
                && arn.endsWith(".fifo")
                && wire.at("/SqsParameters/MessageGroupId").asText().isEmpty()) {
            throw AwsError.validation("Parameter(s) SqsParameters must be specified for target: "
                    + wire.path("Id").asText() + ".");
        }
    }

    private static String standard(String queue) {
        if (!queue.matches("arn:aws:sqs:[^:]*:[^:]*:.+") || queue.endsWith(".fifo")) {
            throw RequestFields.invalid("DeadLetterConfig.Arn", "it must name a standard SQS queue");
        }
        return queue;
    }

    /// Defaults to the maximum, as in AWS.
    private static int number(JsonNode policy, String field, int least, int most) {
        int value = policy.path(field).asInt(most);
        if (value < least || value > most) {
            throw RequestFields.invalid("RetryPolicy." + field, "it must be between " + least + " and " + most);
        }
        return value;
    }
}
