package io.taskgate.standin.definition;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.standin.integration.RequestModel;
import io.taskgate.standin.integration.ResponseModel;
import io.taskgate.standin.integration.TaskResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is known of the APIs that Tasks call.
class TaskParametersTest {

    @ParameterizedTest
    @CsvSource({
        "dynamodb, putItem, Item, ReturnValues",
        "events, putEvents, Entries, EndpointId",
        "states, startExecution, StateMachineArn, Name",
        "sqs, sendMessage, QueueUrl, MessageAttributes",
        "aws-sdk:s3, putObject, Bucket, ContentType",
        "aws-sdk:s3, putObject, Key, Body",
        "aws-sdk:s3, copyObject, , Bucket",
        "aws-sdk:s3, putObject, Key, SseKmsKeyId",
        "aws-sdk:sfn, sendTaskSuccess, TaskToken, Output"
    })
    void knowsWhatIsRequiredAndWhatIsThere(String type, String action, String required, String other) {
        RequestModel model = RequestModel.of(type, action).orElseThrow();

        assertThat(required == null || model.required().contains(required)).isTrue();
        assertThat(model.accepts(other)).isTrue();
        assertThat(model.accepts("Nonsense")).isFalse();
        assertThat(model.accepts(Character.toLowerCase(other.charAt(0)) + other.substring(1)))
                .isFalse();
    }

    @Test
    void aServiceWithoutItsSdkIsNotChecked() {
        assertThat(RequestModel.of("aws-sdk:glue", "startCrawler")).isEmpty();
        assertThat(TaskResource.of("arn:aws:states:::aws-sdk:glue:startCrawler"))
                .isPresent();
        assertThat(TaskResource.of("arn:aws:states:::aws-sdk:s3:startCrawler")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "sqs:sendMessage | {\"MessageId\": 5} | Field 'MessageId' must be a string",
                "events:putEvents | {\"Entries\": {}} | Field 'Entries' must be an array",
                "events:putEvents | {\"Entries\": [{\"EventId\": 1}]} | Field 'EventId' must be a string",
                "states:startExecution | {\"StartDate\": true} | Field 'StartDate' must be a string",
                "dynamodb:putItem | {\"ConsumedCapacity\": {\"CapacityUnits\": \"1\"}} | Field 'CapacityUnits' must be a number",
                "aws-sdk:s3:getObject | {\"ContentLength\": \"1\"} | Field 'ContentLength' must be a number",
                "dynamodb:getItem | {\"Item\": {\"id\": {\"S\": \"1\"}}} | ``",
                "glue:startJobRun | {\"JobRunId\": 5} | ``"
            })
    void aResponseIsCheckedByItsTypes(String resource, String response, String problem) {
        assertThat(ResponseModel.problem(
                                TaskResource.of("arn:aws:states:::" + resource).orElseThrow(),
                                StatesJson.parsed(response))
                        .orElse(""))
                .isEqualTo(problem);
    }
}
