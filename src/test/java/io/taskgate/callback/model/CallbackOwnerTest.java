package io.taskgate.callback.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallbackOwnerTest {

    @ParameterizedTest
    @CsvSource({
        "arn:aws:states:eu-central-1:123456789012:execution:orders:run-1, arn:aws:states:eu-central-1:123456789012:stateMachine:orders",
        "arn:aws:states:eu-central-1:123456789012:execution:orders:PROD:run-1, arn:aws:states:eu-central-1:123456789012:stateMachine:orders",
        "arn:aws:states:eu-central-1:123456789012:execution:orders:7:run-1, arn:aws:states:eu-central-1:123456789012:stateMachine:orders",
        "arn:aws:states:eu-central-1:123456789012:express:orders:run-1:0c6f, arn:aws:states:eu-central-1:123456789012:stateMachine:orders",
        "arn:aws:states:eu-central-1:123456789012:execution:orders/Each:run-1, arn:aws:states:eu-central-1:123456789012:stateMachine:orders",
        "arn:aws-us-gov:states:us-gov-west-1:123456789012:execution:orders:run-1, arn:aws-us-gov:states:us-gov-west-1:123456789012:stateMachine:orders",
        "arn:aws:states:eu-central-1:123456789012:stateMachine:orders,",
        "arn:aws:lambda:eu-central-1:123456789012:execution:orders:run-1,",
        "orders,",
        ","
    })
    void theStateMachineIsTheExecutionsWithoutVersionOrAlias(String executionArn, String stateMachineArn) {
        assertThat(CallbackOwner.of("key:orders", executionArn))
                .isEqualTo(new CallbackOwner("key:orders", stateMachineArn));
    }
}
