package io.taskgate.callback.sweep;

import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.ledger.Ledger.ShardOwner;
import io.taskgate.callback.model.ProtocolTimings;
import io.taskgate.runtime.Sleeper;
import io.taskgate.runtime.StalenessTracker;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.UUID;
import org.jboss.logging.Logger;

/// The lease of the due index: one process of a fleet reads it, so that an idle fleet reads as little as one process.
/// While more is due than one process should process, the holder writes so into the lease, and all processes read
/// ([ShardLeases] divides the busy shards among them). Safety does not depend on this: every write of the sweep is
/// guarded, and two processes may read for a moment.
///
/// The lease is compared by version and by the watcher's own monotonic clock, as all leases. Thread-safe.
@Singleton
public final class IndexLease implements SweepRole {

    private static final Logger LOG = Logger.getLogger(IndexLease.class);

    /// The time between two writes of the holder.
    static final Duration RENEWAL = Duration.ofSeconds(3);

    /// The time between two looks of another process.
    static final Duration LOOK = Duration.ofSeconds(5);

    /// The number of passes without a full page after which the fleet is not busy any more.
    private static final int CALM_PASSES = 30;

    private static final String BUSY = "+busy";

    private final Ledger ledger;
    private final Sleeper sleeper;
    private final StalenessTracker<String, Long> watch;
    private final String self;
    private volatile Share share = Share.NONE;
    private boolean isHolder;
    private boolean isBusy;
    private boolean mustTell;
    private boolean isHelpWanted;
    private boolean isReleased;
    private int calmPasses;
    private long nextLook = Long.MIN_VALUE;

    public IndexLease(Ledger ledger, Sleeper sleeper) {
        this.ledger = ledger;
        this.sleeper = sleeper;
        this.watch = new StalenessTracker<>(sleeper);
        this.self = new UUID(sleeper.random().nextLong(), sleeper.random().nextLong()).toString();
    }

    @Override
    public synchronized Share renew(boolean mayRead) {
        if (!mayRead && !isReleased) {
            isHolder = false;
            share = Share.NONE;
            nextLook = Long.MIN_VALUE;
            // Only for the reply, whose `Date` header may make the clock trusted: this process makes no other call.
            var _ = ledger.shardOwner(Ledger.Queue.TIMERS, ledger.shards());
            return share;
        }
        long now = sleeper.nanoTime();
        if (isReleased || (nextLook != Long.MIN_VALUE && now - nextLook < 0 && !mustTell)) {
            return share;
        }
        // Before the call: a ledger that is away is asked no more often.
        nextLook = now + (isHolder ? RENEWAL : LOOK).toNanos();
        mustTell = false;
        look(ledger.shardOwner(Ledger.Queue.TIMERS, ledger.shards()));
        return share;
    }

    private void look(ShardOwner seen) {
        String holder = seen.owner().replace(BUSY, "");
        boolean isFree =
                holder.isEmpty() || watch.unchangedFor("index", seen.version()) >= ProtocolTimings.LEASE.toNanos();
        boolean mayWrite = holder.equals(self) || isFree;
        boolean was = isHolder;
        isHolder = mayWrite && write(isBusy ? self + BUSY : self, seen);
        if (isHolder) {
            share = isBusy ? Share.ALL : Share.SCHEDULED;
        } else {
            isBusy = false;
            share = seen.owner().endsWith(BUSY) ? Share.ALL : Share.NONE;
        }
        if (was != isHolder) {
            nextLook = sleeper.nanoTime() + (isHolder ? RENEWAL : LOOK).toNanos();
            LOG.info(isHolder ? "Due index is read by this process" : "Due index is read by another process");
        }
    }

    private boolean write(String owner, ShardOwner seen) {
        return ledger.acquireShard(Ledger.Queue.TIMERS, ledger.shards(), owner, seen);
    }

    @Override
    public Share current() {
        return share;
    }

    @Override
    public synchronized void askForHelp() {
        isHelpWanted = true;
    }

    @Override
    public synchronized void passEnded(boolean isMoreDue) {
        boolean foundMore = isMoreDue || isHelpWanted;
        isHelpWanted = false;
        if (!isHolder) {
            return;
        }
        calmPasses = foundMore ? 0 : calmPasses + 1;
        boolean busy = foundMore || (isBusy && calmPasses < CALM_PASSES);
        mustTell = busy != isBusy;
        isBusy = busy;
    }

    @Override
    public synchronized void release() {
        isReleased = true;
        share = Share.NONE;
        if (!isHolder) {
            return;
        }
        isHolder = false;
        try {
            ShardOwner seen = ledger.shardOwner(Ledger.Queue.TIMERS, ledger.shards());
            if (seen.owner().replace(BUSY, "").equals(self)) {
                write("", seen);
            }
        } catch (Ledger.LedgerUnavailableException e) {
            LOG.debugf("Lease of the due index could not be released: error=\"%s\"", e.getMessage());
        }
    }
}
