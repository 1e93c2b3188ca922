package io.taskgate.callback.operator;

import io.taskgate.callback.ledger.Ledger.LedgerUnavailableException;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.operator.OpenCallbackIndex.IndexPage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// Reads all partitions of an [OpenCallbackIndex] at once. Thread-safe.
final class OpenCallbackReader {

    private final OpenCallbackIndex index;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    OpenCallbackReader(OpenCallbackIndex index) {
        this.index = index;
    }

    /// Reads one page of each partition.
    List<IndexPage> readPages(IntFunction<IndexPage> read) {
        return awaitAll(IntStream.range(0, index.partitions())
                .<Callable<IndexPage>>mapToObj(partition -> () -> read.apply(partition))
                .toList());
    }

    /// Reads records by their IDs. Records that do not exist are left out.
    Map<CallbackId, Callback> find(List<CallbackId> ids) {
        List<Callable<List<Callback>>> reads = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += OpenCallbackIndex.MAX_RECORDS) {
            List<CallbackId> chunk = ids.subList(from, Math.min(ids.size(), from + OpenCallbackIndex.MAX_RECORDS));
            reads.add(() -> index.find(chunk));
        }
        Map<CallbackId, Callback> found = new HashMap<>();
        awaitAll(reads).forEach(records -> records.forEach(record -> found.put(record.id(), record)));
        return found;
    }

    private <T> List<T> awaitAll(List<Callable<T>> reads) {
        List<Future<T>> running = reads.stream().map(threads::submit).toList();
        List<T> results = new ArrayList<>();
        try {
            for (Future<T> read : running) {
                results.add(read.get());
            }
            return results;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof LedgerUnavailableException unavailable
                    ? unavailable
                    : new IllegalStateException("Reading the due index failed.", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LedgerUnavailableException("The read of the due index was interrupted.", e);
        } finally {
            running.forEach(read -> read.cancel(true));
        }
    }
}
