package io.taskgate.aws.dynamodb;

import io.taskgate.callback.ledger.Guard;
import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.ledger.Mutation;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.CallbackOwner;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.Outcome;
import io.taskgate.payload.claimcheck.Payload;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Builds one conditional update from a guard and mutations: a ConditionExpression and an UpdateExpression.
/// Not thread-safe.
final class UpdateExpressionBuilder {

    private final CallbackId id;
    private final Ledger.Queue queue;
    private final UnaryOperator<Payload> parking;
    private final Map<String, String> names = new HashMap<>();
    private final Map<String, AttributeValue> values = new HashMap<>();
    private final List<String> conditions = new ArrayList<>();
    private final List<String> sets = new ArrayList<>();
    private final List<String> removals = new ArrayList<>();
    private final List<Callback.Entry> notes = new ArrayList<>();
    private @Nullable List<Callback.Entry> history;

    /// @param parking stores a large payload and returns its replacement in the item
    UpdateExpressionBuilder(CallbackId id, Guard guard, List<Mutation> edits, UnaryOperator<Payload> parking) {
        this.id = id;
        this.parking = parking;
        this.queue = queue(guard, edits);
        conditions.add("attribute_exists(" + name(AttributeNames.ID) + ")");
        guard(guard);
        edits.forEach(this::edit);
        writeHistory();
        writeExecution(edits);
    }

    /// Returns the queue of the record after the write: by its new state, or else its current one.
    private static Ledger.Queue queue(Guard guard, List<Mutation> edits) {
        Set<Ledger.Queue> queues = edits.stream()
                .filter(Mutation.Enter.class::isInstance)
                .map(enter -> Ledger.Queue.of(((Mutation.Enter) enter).state()))
                .collect(Collectors.toSet());
        if (queues.isEmpty()) {
            queues = guard.states().stream().map(Ledger.Queue::of).collect(Collectors.toSet());
        }
        boolean isMoved = edits.stream().anyMatch(edit -> edit instanceof Mutation.SetDue(Instant at) && at != null);
        if (isMoved && queues.size() != 1) {
            throw new IllegalArgumentException("A change of the due time must include the state.");
        }
        return queues.isEmpty() ? Ledger.Queue.TIMERS : queues.iterator().next();
    }

    String condition() {
        return String.join(" AND ", conditions);
    }

    String expression() {
        String set = sets.isEmpty() ? "" : "SET " + String.join(", ", sets);
        String remove = removals.isEmpty() ? "" : " REMOVE " + String.join(", ", removals);
        return set + remove;
    }

    Map<String, String> names() {
        return names;
    }

    Map<String, AttributeValue> values() {
        return values;
    }

    private void guard(Guard guard) {
        if (!guard.states().isEmpty()) {
            conditions.add(name(AttributeNames.STATE) + " IN ("
                    + guard.states().stream()
                            .map(state -> value(AttributeValueConverter.of(state.name())))
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
            mustEqual(AttributeNames.OPERATION_ID, AttributeValueConverter.of(guard.operationId()));
        }
        if (guard.dispatch() != null) {
            mustEqual(
                    AttributeNames.DISPATCH,
                    AttributeValueConverter.of(guard.dispatch().name()));
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
            conditions.add("(attribute_not_exists(" + name(AttributeNames.REVOKED_LINKS) + ") OR "
                    + name(AttributeNames.REVOKED_LINKS) + " < " + value(AttributeValueConverter.of(guard.linksOf()))
                    + ")");
        }
        if (guard.beat() != null) {
            beat(guard.beat());
        }
    }

    private void due(@Nullable Instant seen) {
        if (seen == null) {
            mustBeAbsent(AttributeNames.DUE);
        } else {
            mustEqual(AttributeNames.DUE, AttributeValueConverter.of(seen));
        }
    }

    private void owner(@Nullable CallbackOwner seen) {
        equalOrAbsent(AttributeNames.PRINCIPAL, seen == null ? null : seen.principal());
        equalOrAbsent(AttributeNames.STATE_MACHINE, seen == null ? null : seen.stateMachineArn());
    }

    private void equalOrAbsent(String attribute, @Nullable String value) {
        if (value == null) {
            mustBeAbsent(attribute);
        } else {
            mustEqual(attribute, AttributeValueConverter.of(value));
        }
    }

    private void beat(Guard.Beat beat) {
        switch (beat) {
            case Guard.Beat.Unchanged(Instant at) when at == null -> mustBeAbsent(AttributeNames.LAST_HEARTBEAT_AT);
            case Guard.Beat.Unchanged(Instant at) ->
                mustEqual(AttributeNames.LAST_HEARTBEAT_AT, AttributeValueConverter.of(at));
            case Guard.Beat.NotAfter(Instant at) ->
                conditions.add("(attribute_not_exists(" + name(AttributeNames.LAST_HEARTBEAT_AT) + ") OR "
                        + name(AttributeNames.LAST_HEARTBEAT_AT) + " <= " + value(AttributeValueConverter.of(at))
                        + ")");
        }
    }

    private void edit(Mutation edit) {
        switch (edit) {
            case Mutation.Enter enter -> {
                set(
                        AttributeNames.STATE,
                        AttributeValueConverter.of(enter.state().name()));
                set(AttributeNames.CHANGED_AT, AttributeValueConverter.of(enter.at()));
                setOrRemove(
                        AttributeNames.REASON,
                        enter.reason() == null ? null : AttributeValueConverter.of(enter.reason()));
            }
            case Mutation.Generation generation -> {
                set(AttributeNames.GENERATION, AttributeValueConverter.of(generation.number()));
                set(
                        AttributeNames.ORDER,
                        AttributeValueConverter.of(generation.order().encoded()));
                set(AttributeNames.TASK, CallbackItemMapper.task(generation.task()));
                set(AttributeNames.PAST_GENERATIONS, CallbackItemMapper.past(generation.past()));
                history = generation.history();
            }
            case Mutation.SetOwner(CallbackOwner owner) -> {
                set(AttributeNames.PRINCIPAL, AttributeValueConverter.of(owner.principal()));
                setOrRemove(
                        AttributeNames.STATE_MACHINE,
                        owner.stateMachineArn() == null ? null : AttributeValueConverter.of(owner.stateMachineArn()));
            }
            case Mutation.SetOutcome outcome -> setOutcome(outcome.outcome());
            case Mutation.SetLease lease -> {
                set(
                        AttributeNames.FENCE,
                        AttributeValueConverter.of(lease.lease().fence()));
                set(
                        AttributeNames.LEASE_HELD,
                        AttributeValueConverter.of(lease.lease().held()));
                set(
                        AttributeNames.AMBIGUOUS,
                        AttributeValueConverter.of(lease.lease().doubt()));
            }
            case Mutation.SetDispatch dispatch -> {
                set(
                        AttributeNames.DISPATCH,
                        AttributeValueConverter.of(dispatch.dispatch().name()));
                Payload request = dispatch.request();
                setOrRemove(
                        AttributeNames.REQUEST,
                        request == null ? null : CallbackItemMapper.payload(parking.apply(request)));
            }
            case Mutation.StartPulse pulse -> {
                setOrRemove(
                        AttributeNames.HEARTBEAT_DEADLINE,
                        pulse.deadline() == null ? null : AttributeValueConverter.of(pulse.deadline()));
                set(AttributeNames.HEARTBEAT_COUNT, AttributeValueConverter.of(0));
                removals.add(name(AttributeNames.LAST_HEARTBEAT_AT));
                removals.add(name(AttributeNames.PROGRESS));
            }
            case Mutation.AddBeat beat -> addBeat(beat);
            case Mutation.SetLate late ->
                setOrRemove(
                        AttributeNames.LATE_ANSWER,
                        late.late() == null ? null : CallbackItemMapper.outcome(parked(late.late())));
            case Mutation.RevokeLinks revoke ->
                set(AttributeNames.REVOKED_LINKS, AttributeValueConverter.of(revoke.generation()));
            case Mutation.SetDue due -> {
                setOrRemove(AttributeNames.DUE, due.at() == null ? null : AttributeValueConverter.of(due.at()));
                setOrRemove(
                        AttributeNames.DUE_SHARD,
                        due.at() == null ? null : AttributeValueConverter.of(CallbackItemMapper.shard(queue, id)));
            }
            case Mutation.SetExpiry expiry ->
                setOrRemove(
                        AttributeNames.EXPIRY,
                        expiry.at() == null
                                ? null
                                : AttributeValueConverter.of(expiry.at().getEpochSecond()));
            case Mutation.Note note -> notes.add(note.entry());
        }
    }

    private void setOutcome(@Nullable Outcome outcome) {
        setOrRemove(AttributeNames.OUTCOME, outcome == null ? null : CallbackItemMapper.outcome(parked(outcome)));
        setOrRemove(
                AttributeNames.OPERATION_ID,
                outcome == null ? null : AttributeValueConverter.of(outcome.operationId()));
    }

    private Outcome parked(Outcome outcome) {
        return DynamoLedger.parked(outcome, parking);
    }

    private void addBeat(Mutation.AddBeat beat) {
        set(AttributeNames.LAST_HEARTBEAT_AT, AttributeValueConverter.of(beat.at()));
        setOrRemove(
                AttributeNames.HEARTBEAT_DEADLINE,
                beat.deadline() == null ? null : AttributeValueConverter.of(beat.deadline()));
        sets.add(name(AttributeNames.HEARTBEAT_COUNT) + " = " + name(AttributeNames.HEARTBEAT_COUNT) + " + "
                + value(AttributeValueConverter.of(1)));
        if (beat.progress() != null) {
            set(AttributeNames.PROGRESS, CallbackItemMapper.json(beat.progress()));
        }
    }

    private void writeHistory() {
        if (history != null) {
            List<Callback.Entry> whole = new ArrayList<>(history);
            whole.addAll(notes);
            set(AttributeNames.HISTORY, CallbackItemMapper.history(whole));
        } else if (!notes.isEmpty()) {
            String attribute = name(AttributeNames.HISTORY);
            sets.add(attribute + " = list_append(" + attribute + ", " + value(CallbackItemMapper.history(notes)) + ")");
        }
    }

    /// A record is in the execution index while it waits.
    private void writeExecution(List<Mutation> edits) {
        @Nullable CallbackState entered = null;
        @Nullable String execution = null;
        for (Mutation edit : edits) {
            if (edit instanceof Mutation.Enter enter) {
                entered = enter.state();
            } else if (edit instanceof Mutation.Generation generation) {
                execution = generation.task().executionArn();
            }
        }
        if (entered != null) {
            boolean waits = entered == CallbackState.PENDING && execution != null;
            setOrRemove(AttributeNames.EXECUTION, waits ? AttributeValueConverter.of(String.valueOf(execution)) : null);
        }
    }

    private void mustEqual(String attribute, AttributeValue value) {
        conditions.add(name(attribute) + " = " + value(value));
    }

    private void mustBeAbsent(String attribute) {
        conditions.add("attribute_not_exists(" + name(attribute) + ")");
    }

    private void set(String attribute, AttributeValue value) {
        sets.add(name(attribute) + " = " + value(value));
    }

    private void setOrRemove(String attribute, @Nullable AttributeValue value) {
        if (value == null) {
            removals.add(name(attribute));
        } else {
            set(attribute, value);
        }
    }

    private String name(String attribute) {
        String alias = "#" + attribute;
        names.put(alias, attribute);
        return alias;
    }

    private String value(AttributeValue value) {
        String alias = ":v" + values.size();
        values.put(alias, value);
        return alias;
    }
}
