package io.taskgate.callback.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.payload.claimcheck.PayloadStoreProvider;
import io.taskgate.testing.callback.CallbackDraft;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The contract for lists of records, by page and filter.
public abstract class LedgerListContract extends LedgerContract {

    protected LedgerListContract(Ledger ledger, PayloadStoreProvider stores) {
        super(ledger, stores);
    }

    @Test
    void listPagesThroughEveryRecordOnce() {
        String service = service();
        List<CallbackId> mine = IntStream.range(0, 7)
                .mapToObj(i -> created(of(service, CallbackState.PENDING, T0)).id())
                .toList();
        List<Callback> listed = listed(new Ledger.Filter(null, service, null), 3);
        assertThat(listed).extracting(Callback::id).containsExactlyInAnyOrderElementsOf(mine);
    }

    @Test
    void listFiltersByState() {
        String service = service();
        Callback pending = created(of(service, CallbackState.PENDING, T0));
        created(of(service, CallbackState.CLOSED, T0));
        List<Callback> listed = listed(new Ledger.Filter(CallbackState.PENDING, service, null), 10);
        assertThat(listed).extracting(Callback::id).containsExactly(pending.id());
    }

    @Test
    void listFiltersByAge() {
        String service = service();
        Callback old = created(of(service, CallbackState.PENDING, T0.minusSeconds(1)));
        created(of(service, CallbackState.PENDING, T0));
        List<Callback> listed = listed(new Ledger.Filter(null, service, T0), 10);
        assertThat(listed).extracting(Callback::id).containsExactly(old.id());
    }

    /// Lists the records that still need a vault key (finding 26).
    @Test
    void listFiltersByTheVaultsKey() {
        String service = service();
        Callback sealed = created(of(service, CallbackState.PENDING, T0));
        String key = sealed.registeredTask().token().keyId();
        assertThat(listed(new Ledger.Filter(null, service, null, key, _ -> true), 10))
                .extracting(Callback::id)
                .containsExactly(sealed.id());
        // A key with this prefix is another key.
        assertThat(listed(new Ledger.Filter(null, service, null, key.substring(0, key.length() - 1), _ -> true), 10))
                .isEmpty();
    }

    @Test
    void listShowsWholeRecords() {
        String service = service();
        Callback one = created(of(service, CallbackState.PENDING, T0));
        List<Callback> listed = listed(new Ledger.Filter(null, service, null), 10);
        assertThat(listed.stream().map(this::inline)).containsExactly(one);
    }

    @Test
    void listOfNothingIsEmptyAndEnds() {
        assertThat(listed(new Ledger.Filter(null, service(), null), 10)).isEmpty();
    }

    private static String service() {
        return "svc-" + UUID.randomUUID();
    }

    private static Callback of(String service, CallbackState state, Instant changedAt) {
        CallbackDraft draft = new CallbackDraft(pending(key()));
        draft.state = state;
        draft.changedAt = changedAt;
        Callback of = draft.record();
        return of.toBuilder().service(service).build();
    }
}
