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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Turns mutations into the UpdateExpression of a conditional write; its guard is a
/// [ConditionExpressionBuilder]. Not thread-safe.
final class UpdateExpressionBuilder {

    private final CallbackId id;
    private final Ledger.Queue queue;
    private final UnaryOperator<Payload> parking;
    private final ExpressionAttributes attributes = new ExpressionAttributes();
    private final ConditionExpressionBuilder condition;
    private final boolean isDueBy;
    private final List<String> sets = new ArrayList<>();
    private final List<String> removals = new ArrayList<>();
    private final List<Callback.HistoryEntry> notes = new ArrayList<>();
    private @Nullable List<Callback.HistoryEntry> history;

    /// @param parking stores a large payload, and returns its replacement in the item
    /// @param isDueBy whether the record is taken to be due early enough ([Mutation.BringDueForward]): then this is
    ///     a condition, and the entry of the index stays
    UpdateExpressionBuilder(
            CallbackId id, Guard guard, List<Mutation> edits, UnaryOperator<Payload> parking, boolean isDueBy) {
        this.id = id;
        this.isDueBy = isDueBy;
        this.parking = parking;
        this.queue = queue(guard, edits);
        this.condition = new ConditionExpressionBuilder(guard, attributes);
        edits.forEach(this::addMutation);
        writeHistory();
        writeExecution(edits);
    }

    /// The queue of the record after the write: by the state that it enters, otherwise by its current state.
    private static Ledger.Queue queue(Guard guard, List<Mutation> edits) {
        Set<Ledger.Queue> queues = edits.stream()
                .filter(Mutation.SetState.class::isInstance)
                .map(enter -> Ledger.Queue.of(((Mutation.SetState) enter).state()))
                .collect(Collectors.toSet());
        if (queues.isEmpty()) {
            queues = guard.states().stream().map(Ledger.Queue::of).collect(Collectors.toSet());
        }
        boolean isMoved = edits.stream()
                .anyMatch(edit -> (edit instanceof Mutation.SetDue(Instant at) && at != null)
                        || edit instanceof Mutation.BringDueForward);
        if (isMoved && queues.size() != 1) {
            throw new IllegalArgumentException("A change of the due time requires the state of the record.");
        }
        return queues.isEmpty() ? Ledger.Queue.TIMERS : queues.iterator().next();
    }

    String condition() {
        return condition.expression();
    }

    String expression() {
        String set = sets.isEmpty() ? "" : "SET " + String.join(", ", sets);
        String remove = removals.isEmpty() ? "" : " REMOVE " + String.join(", ", removals);
        return set + remove;
    }

    Map<String, String> names() {
        return attributes.names();
    }

    Map<String, AttributeValue> values() {
        return attributes.values();
    }

    private void addMutation(Mutation edit) {
        switch (edit) {
            case Mutation.SetState enter -> {
                set(
                        AttributeNames.STATE,
                        AttributeValueConverter.of(enter.state().name()));
                set(AttributeNames.CHANGED_AT, AttributeValueConverter.of(enter.at()));
                setOrRemove(
                        AttributeNames.REASON,
                        enter.reason() == null ? null : AttributeValueConverter.of(enter.reason()));
            }
            case Mutation.NextGeneration generation -> {
                set(AttributeNames.GENERATION, AttributeValueConverter.of(generation.number()));
                setOrRemove(AttributeNames.ORDER, TaskItemMapper.order(generation.order()));
                set(AttributeNames.TASK, TaskItemMapper.write(generation.task(), generation.order()));
                set(AttributeNames.PAST_GENERATIONS, OutcomeItemMapper.past(generation.past()));
                history = generation.history();
            }
            case Mutation.SetOwner(CallbackOwner owner) -> {
                set(AttributeNames.PRINCIPAL, AttributeValueConverter.of(owner.principal()));
                setOrRemove(
                        AttributeNames.STATE_MACHINE,
                        owner.stateMachineArn() == null ? null : CompactText.of(owner.stateMachineArn()));
            }
            case Mutation.SetOutcome outcome -> setOutcome(outcome.outcome());
            case Mutation.SetLease lease -> {
                set(
                        AttributeNames.FENCE,
                        AttributeValueConverter.of(lease.lease().fence()));
                setOrRemove(
                        AttributeNames.LEASE_HELD,
                        CallbackItemMapper.flag(lease.lease().held()));
                setOrRemove(
                        AttributeNames.AMBIGUOUS,
                        CallbackItemMapper.flag(lease.lease().inDoubt()));
            }
            case Mutation.SetDispatch dispatch -> {
                setOrRemove(AttributeNames.DISPATCH, CallbackItemMapper.dispatch(dispatch.dispatch()));
                Payload request = dispatch.request();
                setOrRemove(
                        AttributeNames.REQUEST,
                        request == null ? null : OutcomeItemMapper.payload(parking.apply(request)));
            }
            case Mutation.ResetHeartbeat pulse -> {
                setOrRemove(
                        AttributeNames.HEARTBEAT_DEADLINE,
                        pulse.deadline() == null ? null : AttributeValueConverter.of(pulse.deadline()));
                removals.add(attributes.name(AttributeNames.HEARTBEAT_COUNT));
                removals.add(attributes.name(AttributeNames.LAST_HEARTBEAT_AT));
                removals.add(attributes.name(AttributeNames.PROGRESS));
            }
            case Mutation.RecordHeartbeat beat -> addHeartbeat(beat);
            case Mutation.SetLateAnswer late ->
                setOrRemove(
                        AttributeNames.LATE_ANSWER,
                        late.late() == null ? null : OutcomeItemMapper.outcome(park(late.late())));
            case Mutation.RevokeLinks revoke ->
                set(AttributeNames.REVOKED_LINKS, AttributeValueConverter.of(revoke.generation()));
            case Mutation.SetDue due -> setDue(due.at());
            case Mutation.BringDueForward due -> {
                if (isDueBy) {
                    condition.dueBy(due.latest());
                } else {
                    setDue(due.at());
                }
            }
            case Mutation.SetExpiry expiry ->
                setOrRemove(
                        AttributeNames.EXPIRY,
                        expiry.at() == null
                                ? null
                                : AttributeValueConverter.of(expiry.at().getEpochSecond()));
            case Mutation.AppendHistory note -> notes.add(note.entry());
        }
    }

    private void setDue(@Nullable Instant at) {
        setOrRemove(AttributeNames.DUE, at == null ? null : AttributeValueConverter.of(at));
        setOrRemove(
                AttributeNames.DUE_SHARD,
                at == null ? null : AttributeValueConverter.of(CallbackItemMapper.shard(queue, id)));
    }

    private void setOutcome(@Nullable Outcome outcome) {
        setOrRemove(AttributeNames.OUTCOME, outcome == null ? null : OutcomeItemMapper.outcome(park(outcome)));
    }

    private Outcome park(Outcome outcome) {
        return DynamoLedger.park(outcome, parking);
    }

    private void addHeartbeat(Mutation.RecordHeartbeat beat) {
        set(AttributeNames.LAST_HEARTBEAT_AT, AttributeValueConverter.of(beat.at()));
        setOrRemove(
                AttributeNames.HEARTBEAT_DEADLINE,
                beat.deadline() == null ? null : AttributeValueConverter.of(beat.deadline()));
        String count = attributes.name(AttributeNames.HEARTBEAT_COUNT);
        sets.add(count + " = if_not_exists(" + count + ", " + attributes.value(AttributeValueConverter.of(0)) + ") + "
                + attributes.value(AttributeValueConverter.of(1)));
        if (beat.progress() != null) {
            set(AttributeNames.PROGRESS, OutcomeItemMapper.json(beat.progress()));
        }
    }

    private void writeHistory() {
        if (history != null) {
            List<Callback.HistoryEntry> whole = new ArrayList<>(history);
            whole.addAll(notes);
            set(AttributeNames.HISTORY, HistoryItemMapper.write(whole));
        } else if (!notes.isEmpty()) {
            String attribute = attributes.name(AttributeNames.HISTORY);
            sets.add(attribute + " = list_append(" + attribute + ", " + attributes.value(HistoryItemMapper.write(notes))
                    + ")");
        }
    }

    /// Keeps a record in the index of executions while it waits.
    private void writeExecution(List<Mutation> edits) {
        @Nullable CallbackState entered = null;
        @Nullable String execution = null;
        for (Mutation edit : edits) {
            if (edit instanceof Mutation.SetState enter) {
                entered = enter.state();
            } else if (edit instanceof Mutation.NextGeneration generation) {
                execution = generation.task().executionArn();
            }
        }
        if (entered != null) {
            boolean waits = entered == CallbackState.PENDING && execution != null;
            setOrRemove(
                    AttributeNames.EXECUTION, waits ? TaskItemMapper.executionKey(String.valueOf(execution)) : null);
        }
    }

    private void set(String attribute, AttributeValue value) {
        sets.add(attributes.name(attribute) + " = " + attributes.value(value));
    }

    private void setOrRemove(String attribute, @Nullable AttributeValue value) {
        if (value == null) {
            removals.add(attributes.name(attribute));
        } else {
            set(attribute, value);
        }
    }
}
