package io.taskgate.aws.dynamodb;

import io.taskgate.callback.ledger.Guard;
import io.taskgate.callback.model.CallbackOwner;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Turns a [Guard] into the ConditionExpression of a conditional write. Not thread-safe.
final class ConditionExpressionBuilder {

    private final ExpressionAttributes attributes;
    private final List<String> conditions = new ArrayList<>();

    /// @param attributes the names and values of the request, which this adds to
    ConditionExpressionBuilder(Guard guard, ExpressionAttributes attributes) {
        this.attributes = attributes;
        conditions.add("attribute_exists(" + attributes.name(AttributeNames.ID) + ")");
        add(guard);
    }

    String expression() {
        return String.join(" AND ", conditions);
    }

    private void add(Guard guard) {
        if (!guard.states().isEmpty()) {
            conditions.add(attributes.name(AttributeNames.STATE) + " IN ("
                    + guard.states().stream()
                            .map(state -> attributes.value(AttributeValueConverter.of(state.name())))
                            .sorted()
                            .collect(Collectors.joining(", "))
                    + ")");
        }
        if (guard.generation() != null) {
            mustEqual(AttributeNames.GENERATION, AttributeValueConverter.of(guard.generation()));
        }
        if (guard.fence() != null) {
            mustEqual(AttributeNames.FENCE, AttributeValueConverter.of(guard.fence()));
        }
        if (guard.operationId() != null) {
            conditions.add(attributes.name(AttributeNames.OUTCOME) + "." + attributes.name(AttributeNames.OPERATION_ID)
                    + " = " + attributes.value(CompactText.of(guard.operationId())));
        }
        if (guard.dispatch() != null) {
            equalOrAbsent(AttributeNames.DISPATCH, CallbackItemMapper.dispatch(guard.dispatch()));
        }
        if (guard.ownership() != null) {
            owner(guard.ownership().owner());
        }
        if (guard.due() != null) {
            due(guard.due().at());
        }
        if (guard.noLate()) {
            mustBeAbsent(AttributeNames.LATE_ANSWER);
        }
        if (guard.linksOf() != null) {
            conditions.add("(attribute_not_exists(" + attributes.name(AttributeNames.REVOKED_LINKS) + ") OR "
                    + attributes.name(AttributeNames.REVOKED_LINKS) + " < "
                    + attributes.value(AttributeValueConverter.of(guard.linksOf()))
                    + ")");
        }
        if (guard.heartbeat() != null) {
            heartbeat(guard.heartbeat());
        }
    }

    /// Adds that the record is due by a time.
    void dueBy(Instant latest) {
        conditions.add(
                attributes.name(AttributeNames.DUE) + " <= " + attributes.value(AttributeValueConverter.of(latest)));
    }

    private void due(@Nullable Instant seen) {
        if (seen == null) {
            mustBeAbsent(AttributeNames.DUE);
        } else {
            mustEqual(AttributeNames.DUE, AttributeValueConverter.of(seen));
        }
    }

    private void owner(@Nullable CallbackOwner seen) {
        equalOrAbsent(AttributeNames.PRINCIPAL, seen == null ? null : AttributeValueConverter.of(seen.principal()));
        equalOrAbsent(
                AttributeNames.STATE_MACHINE,
                seen == null || seen.stateMachineArn() == null ? null : CompactText.of(seen.stateMachineArn()));
    }

    private void equalOrAbsent(String attribute, @Nullable AttributeValue value) {
        if (value == null) {
            mustBeAbsent(attribute);
        } else {
            mustEqual(attribute, value);
        }
    }

    private void heartbeat(Guard.HeartbeatCondition condition) {
        switch (condition) {
            case Guard.HeartbeatCondition.Unchanged(Instant at)
            when at == null -> mustBeAbsent(AttributeNames.LAST_HEARTBEAT_AT);
            case Guard.HeartbeatCondition.Unchanged(Instant at) ->
                mustEqual(AttributeNames.LAST_HEARTBEAT_AT, AttributeValueConverter.of(at));
            case Guard.HeartbeatCondition.NotAfter(Instant at) ->
                conditions.add("(attribute_not_exists(" + attributes.name(AttributeNames.LAST_HEARTBEAT_AT) + ") OR "
                        + attributes.name(AttributeNames.LAST_HEARTBEAT_AT) + " <= "
                        + attributes.value(AttributeValueConverter.of(at)) + ")");
        }
    }

    private void mustEqual(String attribute, AttributeValue value) {
        conditions.add(attributes.name(attribute) + " = " + attributes.value(value));
    }

    private void mustBeAbsent(String attribute) {
        conditions.add("attribute_not_exists(" + attributes.name(attribute) + ")");
    }
}
