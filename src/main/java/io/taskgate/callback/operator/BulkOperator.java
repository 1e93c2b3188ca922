package io.taskgate.callback.operator;

import io.taskgate.callback.ledger.Ledger.LedgerUnavailableException;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.operator.OperatorService.OperatorResult;
import io.taskgate.runtime.Sleeper;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/// One action on many callbacks: each by its own guarded transition, a bounded number at once, and none after a time
/// limit. Thread-safe.
@Singleton
public final class BulkOperator {

    private static final Logger LOG = Logger.getLogger(BulkOperator.class);

    /// The most callbacks of one request.
    public static final int MAX_CALLBACKS = 1_000;

    /// The most searches for the callbacks of a filter.
    static final int MAX_SEARCHES = 25;

    private static final int CONCURRENCY = 16;

    /// The time after which no further action begins, so that the response arrives before proxies time out.
    private static final Duration MAX_TIME = Duration.ofSeconds(20);

    private final DueCallbackSearch search;
    private final OpenCallbackReader reader;
    private final Sleeper sleeper;

    public BulkOperator(DueCallbackSearch search, OpenCallbackIndex index, Sleeper sleeper) {
        this.search = search;
        this.reader = new OpenCallbackReader(index);
        this.sleeper = sleeper;
    }

    /// The callbacks of a filter.
    ///
    /// @param isComplete whether there are no further matches
    public record Selection(List<Callback> callbacks, boolean isComplete) {}

    /// The result of the action on one callback.
    public sealed interface BulkResult {
        record Acted(OperatorResult result) implements BulkResult {}

        /// The ledger was unavailable, or the action failed: its effect is unknown.
        record Unavailable() implements BulkResult {}

        /// The time was over before the action began.
        record NotTried() implements BulkResult {}
    }

    /// Reads callbacks, eventually consistent, in any order. Those that do not exist are left out.
    public Collection<Callback> find(List<CallbackId> ids) {
        return reader.find(ids).values();
    }

    /// Finds open callbacks in the order of their due times.
    public Selection select(Predicate<Callback> matches) {
        List<Callback> found = new ArrayList<>();
        String cursor = null;
        for (int searches = 0; searches < MAX_SEARCHES; searches++) {
            DueCallbackSearch.Result page = search.search(matches, MAX_CALLBACKS - found.size(), cursor);
            found.addAll(page.callbacks());
            cursor = page.cursor();
            if (cursor == null || found.size() == MAX_CALLBACKS) {
                break;
            }
        }
        return new Selection(found, cursor == null);
    }

    /// Acts on callbacks.
    ///
    /// @param onResult called with each callback and its result on the thread of the caller, in the order of the
    ///     callbacks
    public void act(
            List<CallbackId> ids,
            Function<CallbackId, OperatorResult> action,
            BiConsumer<CallbackId, BulkResult> onResult) {
        long end = sleeper.nanoTime() + MAX_TIME.toNanos();
        AtomicBoolean stopped = new AtomicBoolean();
        try (ExecutorService threads =
                Executors.newFixedThreadPool(CONCURRENCY, Thread.ofVirtual().factory())) {
            List<Future<BulkResult>> running = ids.stream()
                    .map(id -> threads.<BulkResult>submit(() -> stopped.get() || sleeper.nanoTime() - end >= 0
                            ? new BulkResult.NotTried()
                            : new BulkResult.Acted(action.apply(id))))
                    .toList();
            try {
                for (int i = 0; i < ids.size(); i++) {
                    onResult.accept(ids.get(i), await(ids.get(i), running.get(i)));
                }
            } finally {
                // If a result could not be taken, no further action begins.
                stopped.set(true);
            }
        }
    }

    private static BulkResult await(CallbackId id, Future<BulkResult> running) {
        try {
            return running.get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof LedgerUnavailableException)) {
                LOG.errorf(e.getCause(), "Action of an operator failed: callbackId=%s", id);
            }
            return new BulkResult.Unavailable();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new BulkResult.Unavailable();
        }
    }
}
