package io.taskgate.batch;

import io.taskgate.payload.claimcheck.PayloadStoreProvider;
import io.taskgate.payload.spool.SpoolFactory;
import io.taskgate.runtime.Sleeper;
import java.time.Clock;
import java.time.Duration;

/// What a driver works with.
///
/// @param self           this process, as holder of leases
/// @param reconcileEvery how long an end may be late before it is asked for
record Parts(
        BatchLedger ledger,
        Runners runners,
        SourceStore sources,
        PayloadStoreProvider stores,
        SpoolFactory spools,
        Starter starter,
        Stopper stopper,
        ChildEnds ends,
        Gather gather,
        Parent parent,
        Turns turns,
        Slots slots,
        BatchMeters meters,
        Policy policy,
        Duration reconcileEvery,
        String self,
        Clock clock,
        Sleeper pauses) {}
