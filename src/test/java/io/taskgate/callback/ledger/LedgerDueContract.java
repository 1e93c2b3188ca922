package io.taskgate.callback.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.TokenOrder;
import io.taskgate.payload.claimcheck.PayloadStoreProvider;
import io.taskgate.testing.callback.CallbackDraft;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The contract for withdrawn registrations, the due index, and the shard owners of the sweep.
public abstract class LedgerDueContract extends LedgerContract {

    protected LedgerDueContract(Ledger ledger, PayloadStoreProvider stores) {
        super(ledger, stores);
    }

    // ---- withdraw

    @Test
    void withdrawTakesAnUntouchedRegistrationBack() {
        Callback registered = awaitingItsRequest();
        boolean gone = ledger().withdraw(registered);
        assertThat(gone).isTrue();
        assertThat(ledger().find(registered.id())).isEmpty();
    }

    @Test
    void withdrawLeavesAnAnsweredRegistration() {
        Callback registered = awaitingItsRequest();
        written(registered, Transitions.settle(registered.generation(), success("op-1"), T0));
        boolean gone = ledger().withdraw(registered);
        assertThat(gone).isFalse();
        assertThat(ledger().find(registered.id())).isPresent();
    }

    @Test
    void withdrawLeavesANewerToken() {
        Callback registered = awaitingItsRequest();
        written(
                registered,
                RegistrationTransitions.renew(
                        registered, OWNER, task("digest-2"), new TokenOrder(1, T0, 0, T0), inlined(1), T0));
        boolean gone = ledger().withdraw(registered);
        assertThat(gone).isFalse();
        assertThat(ledger().find(registered.id())).isPresent();
    }

    @Test
    void withdrawLeavesARegistrationThatWasRepeated() {
        Callback registered = awaitingItsRequest();
        written(registered, Transitions.reschedule(registered, T0.plusSeconds(77)));
        assertThat(ledger().withdraw(registered)).isFalse();
        assertThat(ledger().find(registered.id())).isPresent();
    }

    @Test
    void withdrawTriedAgainAfterALostReplyFindsItGone() {
        Callback registered = awaitingItsRequest();
        ledger().withdraw(registered);
        assertThat(ledger().withdraw(registered)).isTrue();
    }

    @Test
    void aWithdrawnRegistrationCanBeRepeated() {
        Callback registered = awaitingItsRequest();
        ledger().withdraw(registered);
        Ledger.Write write = ledger().create(registered);
        assertThat(write).isInstanceOf(Ledger.Write.Applied.class);
    }

    private Callback awaitingItsRequest() {
        CallbackDraft draft = new CallbackDraft(pending(key()));
        draft.dueAt = T0.plusSeconds(5);
        return created(draft.record());
    }

    // ---- the due index

    @Test
    void dueShowsWhatIsDueAndNothingElse() {
        Instant at = ownTime();
        Callback due = created(dueAt(at));
        Callback later = created(dueAt(at.plusSeconds(60)));
        Callback never = created(dueAt(null));
        List<CallbackId> found = dueAnywhere(at.plusSeconds(1));
        assertThat(found).contains(due.id()).doesNotContain(later.id(), never.id());
    }

    @Test
    void dueIncludesTheVeryInstant() {
        Instant at = ownTime();
        Callback due = created(dueAt(at));
        assertThat(dueAnywhere(at)).contains(due.id());
    }

    @Test
    void dueIsInExactlyOneShard() {
        Instant at = ownTime();
        Callback due = created(dueAt(at));
        long shards = IntStream.range(0, ledger().shards())
                .filter(shard -> dueIn(shard, at.plusSeconds(1)).contains(due.id()))
                .count();
        assertThat(shards).isEqualTo(1);
    }

    @Test
    void dueIsOldestFirstInAShard() {
        Instant at = ownTime();
        List<Callback> mine = new ArrayList<>();
        for (int i : new int[] {5, 1, 4, 0, 7, 3, 6, 2}) {
            mine.add(created(dueAt(at.plusSeconds(i))));
        }
        for (int shard = 0; shard < ledger().shards(); shard++) {
            List<CallbackId> due = dueIn(shard, at.plusSeconds(60));
            List<Instant> times = mine.stream()
                    .filter(one -> due.contains(one.id()))
                    .sorted((a, b) -> Integer.compare(due.indexOf(a.id()), due.indexOf(b.id())))
                    .map(Callback::dueAt)
                    .toList();
            assertThat(times).isSorted();
        }
    }

    @Test
    void dueHoldsToItsLimit() {
        Instant at = ownTime();
        IntStream.range(0, 3 * ledger().shards()).forEach(i -> created(dueAt(at)));
        for (int shard = 0; shard < ledger().shards(); shard++) {
            assertThat(ledger().due(Ledger.Queue.TIMERS, shard, at.plusSeconds(1), 2, null)
                            .ids())
                    .hasSizeLessThanOrEqualTo(2);
        }
    }

    @Test
    void duePagesThroughAllOnceInOrder() {
        Instant at = ownTime();
        List<CallbackId> mine = IntStream.range(0, 40)
                .mapToObj(i -> created(dueAt(at.plusMillis(i / 8))).id())
                .toList();
        List<CallbackId> found = new ArrayList<>();
        for (int shard = 0; shard < ledger().shards(); shard++) {
            Ledger.PageToken after = null;
            do {
                Ledger.DuePage page = ledger().due(Ledger.Queue.TIMERS, shard, at.plusSeconds(1), 3, after);
                found.addAll(page.ids());
                after = page.next();
            } while (after != null);
        }
        assertThat(found).containsAll(mine).doesNotHaveDuplicates();
    }

    @Test
    void reportsStandInAQueueOfTheirOwn() {
        Instant at = ownTime();
        Callback current = created(dueAt(at));
        assertThat(queues(current, at)).containsExactly(Ledger.Queue.TIMERS);
        Callback settling = applied(
                current,
                Guard.in(CallbackState.PENDING),
                new Mutation.SetState(CallbackState.SETTLING, at, null),
                new Mutation.SetDue(at));
        assertThat(queues(settling, at)).containsExactly(Ledger.Queue.REPORTS);
        Callback later = applied(settling, Guard.in(CallbackState.SETTLING), new Mutation.SetDue(at.minusSeconds(1)));
        assertThat(queues(later, at)).containsExactly(Ledger.Queue.REPORTS);
        applied(
                later,
                Guard.in(CallbackState.SETTLING),
                new Mutation.SetState(CallbackState.AMBIGUOUS, at, null),
                new Mutation.SetDue(at));
        assertThat(queues(later, at)).containsExactly(Ledger.Queue.TIMERS);
        assertThat(queues(created(settling(at)), at)).containsExactly(Ledger.Queue.REPORTS);
    }

    private static Callback settling(Instant at) {
        CallbackDraft draft = new CallbackDraft(dueAt(at));
        draft.state = CallbackState.SETTLING;
        return draft.record();
    }

    private List<Ledger.Queue> queues(Callback record, Instant now) {
        return Stream.of(Ledger.Queue.values())
                .filter(queue -> IntStream.range(0, ledger().shards())
                        .mapToObj(shard -> ledger().due(queue, shard, now, 1000, null))
                        .anyMatch(page -> page.ids().contains(record.id())))
                .toList();
    }

    @Test
    void shardsShareTheRecords() {
        Instant at = ownTime();
        List<CallbackId> mine = IntStream.range(0, 20 * ledger().shards())
                .mapToObj(i -> created(dueAt(at)).id())
                .toList();
        for (int shard = 0; shard < ledger().shards(); shard++) {
            assertThat(dueIn(shard, at.plusSeconds(1))).containsAnyElementsOf(mine);
        }
    }

    @Test
    void setDueMovesARecordInTheIndex() {
        Instant at = ownTime();
        Callback current = created(dueAt(at));
        applied(current, Guard.in(CallbackState.PENDING), new Mutation.SetDue(at.plusSeconds(100)));
        assertThat(dueAnywhere(at.plusSeconds(1))).doesNotContain(current.id());
        assertThat(dueAnywhere(at.plusSeconds(100))).contains(current.id());
    }

    @Test
    void setDueNullTakesARecordOutOfTheIndex() {
        Instant at = ownTime();
        Callback current = created(dueAt(at));
        applied(current, Guard.in(CallbackState.PENDING), new Mutation.SetDue(null));
        assertThat(dueAnywhere(at.plusSeconds(1))).doesNotContain(current.id());
    }

    @Test
    void setDuePutsARecordBackIntoTheIndex() {
        Instant at = ownTime();
        Callback current = created(dueAt(null));
        applied(current, Guard.in(CallbackState.PENDING), new Mutation.SetDue(at));
        assertThat(dueAnywhere(at.plusSeconds(1))).contains(current.id());
    }

    @Test
    void aRecordThatIsDueEarlyEnoughKeepsItsPlace() {
        Instant at = ownTime();
        Callback current = created(dueAt(at));
        Callback settling = applied(
                current,
                Guard.in(CallbackState.PENDING),
                new Mutation.SetState(CallbackState.SETTLING, at, null),
                new Mutation.BringDueForward(at.minusSeconds(3), at));
        assertThat(settling.dueAt()).isEqualTo(at);
        assertThat(queues(settling, at)).containsExactly(Ledger.Queue.TIMERS);
    }

    @Test
    void aRecordThatIsDueTooLateIsBroughtForward() {
        Instant at = ownTime();
        for (Instant due : new Instant[] {at.plusMillis(1), null}) {
            Callback settling = applied(
                    created(dueAt(due)),
                    Guard.in(CallbackState.PENDING),
                    new Mutation.SetState(CallbackState.SETTLING, at, null),
                    new Mutation.BringDueForward(at.minusSeconds(3), at));
            assertThat(settling.dueAt()).isEqualTo(at.minusSeconds(3));
            assertThat(queues(settling, at)).containsExactly(Ledger.Queue.REPORTS);
        }
    }

    @Test
    void aRefusedWriteBringsNothingForward() {
        Instant at = ownTime();
        Callback current = created(dueAt(at.plusSeconds(60)));
        Ledger.Write write = ledger().apply(
                        current.id(),
                        Ledger.Transition.of(
                                Guard.in(CallbackState.SETTLING),
                                new Mutation.SetState(CallbackState.SETTLING, at, null),
                                new Mutation.BringDueForward(at, at)));
        assertThat(write).isInstanceOf(Ledger.Write.ConditionFailed.class);
        assertThat(ledger().find(current.id()).orElseThrow().dueAt()).isEqualTo(at.plusSeconds(60));
    }

    @Test
    void aHeartbeatDoesNotTouchTheIndex() {
        Instant at = ownTime();
        Callback current = created(dueAt(at));
        applied(current, Guard.in(CallbackState.PENDING), new Mutation.RecordHeartbeat(at, at.plusSeconds(500), null));
        assertThat(dueAnywhere(at.plusSeconds(1))).contains(current.id());
    }

    @Test
    void aWithdrawnRegistrationIsNotDue() {
        Instant at = ownTime();
        Callback current = created(dueAt(at));
        ledger().withdraw(current);
        assertThat(dueAnywhere(at.plusSeconds(1))).doesNotContain(current.id());
    }

    // ---- shard owners

    @Test
    void aPartIsHeldByTheProcessThatSawTheLastWrite() {
        int shard = ledger().shards() - 1;
        Ledger.ShardOwner before = ledger().shardOwner(Ledger.Queue.REPORTS, shard);
        String me = UUID.randomUUID().toString();
        assertThat(ledger().acquireShard(Ledger.Queue.REPORTS, shard, me, before))
                .isTrue();
        assertThat(ledger().shardOwner(Ledger.Queue.REPORTS, shard))
                .isEqualTo(new Ledger.ShardOwner(me, before.version() + 1));
        assertThat(ledger().acquireShard(Ledger.Queue.REPORTS, shard, "other", before))
                .isFalse();
        assertThat(ledger().shardOwner(Ledger.Queue.REPORTS, shard).owner()).isEqualTo(me);
        Ledger.ShardOwner now = ledger().shardOwner(Ledger.Queue.REPORTS, shard);
        assertThat(ledger().acquireShard(Ledger.Queue.REPORTS, shard, "", now)).isTrue();
        assertThat(ledger().shardOwner(Ledger.Queue.REPORTS, shard).owner()).isEmpty();
    }

    @Test
    void holdersAreInNoList() {
        Ledger.ShardOwner before = ledger().shardOwner(Ledger.Queue.TIMERS, 0);
        ledger().acquireShard(Ledger.Queue.TIMERS, 0, "me", before);
        Callback mine = created(pending(key()));
        assertThat(listed(new Ledger.Filter(null, null, null), 100))
                .extracting(Callback::id)
                .contains(mine.id())
                .allSatisfy(id -> assertThat(id.value()).startsWith("cb_"));
    }

    /// Returns a time that hardly any other test uses, long before every real one.
    private static Instant ownTime() {
        return Instant.ofEpochSecond(ThreadLocalRandom.current().nextLong(300_000_000L, 900_000_000L));
    }

    private static Callback dueAt(@Nullable Instant at) {
        CallbackDraft draft = new CallbackDraft(pending(key()));
        draft.dueAt = at;
        return draft.record();
    }

    private List<CallbackId> dueAnywhere(Instant now) {
        return IntStream.range(0, ledger().shards())
                .mapToObj(shard -> dueIn(shard, now))
                .flatMap(List::stream)
                .toList();
    }

    /// Reads all pages of both queues.
    private List<CallbackId> dueIn(int shard, Instant now) {
        List<CallbackId> all = new ArrayList<>();
        for (Ledger.Queue queue : Ledger.Queue.values()) {
            Ledger.PageToken after = null;
            do {
                Ledger.DuePage page = ledger().due(queue, shard, now, 50, after);
                all.addAll(page.ids());
                after = page.next();
            } while (after != null);
        }
        return all;
    }
}
