package io.taskgate.aws;

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

/// A guard and edits as one conditional update: a ConditionExpression and an UpdateExpression. Not thread-safe.
final class Update {

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

    /// @param parking puts a large payload into the store, and gives what stands for it in the item
    Update(CallbackId id, Guard guard, List<Mutation> edits, UnaryOperator<Payload> parking) {
        this.id = id;
        this.parking = parking;
        this.queue = queue(guard, edits);
        conditions.add("attribute_exists(" + name(Attributes.ID) + ")");
        guard(guard);
        edits.forEach(this::edit);
        writeHistory();
        writeExecution(edits);
    }

    /// Where the record is due once this is written: by the state that it comes into, or else the one it is in.
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
            throw new IllegalArgumentException("a change of what is due must tell the record's state");
        }
        return queues.isEmpty() ? Ledger.Queue.TIMES : queues.iterator().next();
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
            conditions.add(name(Attributes.STATE) + " IN ("
                    + guard.states().stream()
                            .map(state -> value(Values.of(state.name())))
                            .sorted()
                            .collect(Collectors.joining(", "))
                    + ")");
        }
        if (guard.generation() != null) {
            mustEqual(Attributes.GENERATION, Values.of(guard.generation()));
        }
        if (guard.fence() != null) {
            mustEqual(Attributes.FENCE, Values.of(guard.fence()));
        }
        if (guard.operationId() != null) {
            mustEqual(Attributes.OPERATION_ID, Values.of(guard.operationId()));
        }
        if (guard.dispatch() != null) {
            mustEqual(Attributes.DISPATCH, Values.of(guard.dispatch().name()));
        }
        if (guard.ownership() != null) {
            owner(guard.ownership().owner());
        }
        if (guard.due() != null) {
            due(guard.due().at());
        }
        if (guard.noLate()) {
            mustBeAbsent(Attributes.LATE);
        }
        if (guard.linksOf() != null) {
            conditions.add("(attribute_not_exists(" + name(Attributes.REVOKED_LINKS) + ") OR "
                    + name(Attributes.REVOKED_LINKS) + " < " + value(Values.of(guard.linksOf())) + ")");
        }
        if (guard.beat() != null) {
            beat(guard.beat());
        }
    }

    private void due(@Nullable Instant seen) {
        if (seen == null) {
            mustBeAbsent(Attributes.DUE);
        } else {
            mustEqual(Attributes.DUE, Values.of(seen));
        }
    }

    private void owner(@Nullable CallbackOwner seen) {
        equalOrAbsent(Attributes.PRINCIPAL, seen == null ? null : seen.principal());
        equalOrAbsent(Attributes.MACHINE, seen == null ? null : seen.stateMachineArn());
    }

    private void equalOrAbsent(String attribute, @Nullable String value) {
        if (value == null) {
            mustBeAbsent(attribute);
        } else {
            mustEqual(attribute, Values.of(value));
        }
    }

    private void beat(Guard.Beat beat) {
        switch (beat) {
            case Guard.Beat.Unchanged(Instant at) when at == null -> mustBeAbsent(Attributes.BEAT_AT);
            case Guard.Beat.Unchanged(Instant at) -> mustEqual(Attributes.BEAT_AT, Values.of(at));
            case Guard.Beat.NotAfter(Instant at) ->
                conditions.add("(attribute_not_exists(" + name(Attributes.BEAT_AT) + ") OR " + name(Attributes.BEAT_AT)
                        + " <= " + value(Values.of(at)) + ")");
        }
    }

    private void edit(Mutation edit) {
        switch (edit) {
            case Mutation.Enter enter -> {
                set(Attributes.STATE, Values.of(enter.state().name()));
                set(Attributes.CHANGED_AT, Values.of(enter.at()));
                setOrRemove(Attributes.REASON, enter.reason() == null ? null : Values.of(enter.reason()));
            }
            case Mutation.Generation generation -> {
                set(Attributes.GENERATION, Values.of(generation.number()));
                set(Attributes.ORDER, Values.of(generation.order().encoded()));
                set(Attributes.TASK, CallbackItem.task(generation.task()));
                set(Attributes.PAST, CallbackItem.past(generation.past()));
                history = generation.history();
            }
            case Mutation.SetOwner(CallbackOwner owner) -> {
                set(Attributes.PRINCIPAL, Values.of(owner.principal()));
                setOrRemove(
                        Attributes.MACHINE,
                        owner.stateMachineArn() == null ? null : Values.of(owner.stateMachineArn()));
            }
            case Mutation.SetOutcome outcome -> setOutcome(outcome.outcome());
            case Mutation.SetLease lease -> {
                set(Attributes.FENCE, Values.of(lease.lease().fence()));
                set(Attributes.HELD, Values.of(lease.lease().held()));
                set(Attributes.DOUBT, Values.of(lease.lease().doubt()));
            }
            case Mutation.SetDispatch dispatch -> {
                set(Attributes.DISPATCH, Values.of(dispatch.dispatch().name()));
                Payload request = dispatch.request();
                setOrRemove(Attributes.REQUEST, request == null ? null : CallbackItem.payload(parking.apply(request)));
            }
            case Mutation.StartPulse pulse -> {
                setOrRemove(Attributes.BEAT_DEADLINE, pulse.deadline() == null ? null : Values.of(pulse.deadline()));
                set(Attributes.BEATS, Values.of(0));
                removals.add(name(Attributes.BEAT_AT));
                removals.add(name(Attributes.PROGRESS));
            }
            case Mutation.AddBeat beat -> addBeat(beat);
            case Mutation.SetLate late ->
                setOrRemove(Attributes.LATE, late.late() == null ? null : CallbackItem.outcome(parked(late.late())));
            case Mutation.RevokeLinks revoke -> set(Attributes.REVOKED_LINKS, Values.of(revoke.generation()));
            case Mutation.SetDue due -> {
                setOrRemove(Attributes.DUE, due.at() == null ? null : Values.of(due.at()));
                setOrRemove(Attributes.DUE_SHARD, due.at() == null ? null : Values.of(CallbackItem.shard(queue, id)));
            }
            case Mutation.SetExpiry expiry ->
                setOrRemove(
                        Attributes.EXPIRY,
                        expiry.at() == null ? null : Values.of(expiry.at().getEpochSecond()));
            case Mutation.Note note -> notes.add(note.entry());
        }
    }

    private void setOutcome(@Nullable Outcome outcome) {
        setOrRemove(Attributes.OUTCOME, outcome == null ? null : CallbackItem.outcome(parked(outcome)));
        setOrRemove(Attributes.OPERATION_ID, outcome == null ? null : Values.of(outcome.operationId()));
    }

    private Outcome parked(Outcome outcome) {
        return DynamoLedger.parked(outcome, parking);
    }

    private void addBeat(Mutation.AddBeat beat) {
        set(Attributes.BEAT_AT, Values.of(beat.at()));
        setOrRemove(Attributes.BEAT_DEADLINE, beat.deadline() == null ? null : Values.of(beat.deadline()));
        sets.add(name(Attributes.BEATS) + " = " + name(Attributes.BEATS) + " + " + value(Values.of(1)));
        if (beat.progress() != null) {
            set(Attributes.PROGRESS, CallbackItem.json(beat.progress()));
        }
    }

    private void writeHistory() {
        if (history != null) {
            List<Callback.Entry> whole = new ArrayList<>(history);
            whole.addAll(notes);
            set(Attributes.HISTORY, CallbackItem.history(whole));
        } else if (!notes.isEmpty()) {
            String attribute = name(Attributes.HISTORY);
            sets.add(attribute + " = list_append(" + attribute + ", " + value(CallbackItem.history(notes)) + ")");
        }
    }

    /// A record stands in the index of executions while it waits.
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
            setOrRemove(Attributes.EXECUTION, waits ? Values.of(String.valueOf(execution)) : null);
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
