package io.taskgate.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Sends requests to the gateway, limited by number and time; each caller has its own connection.
final class RequestLoad {

    private final int port;
    private final int callers;
    private final boolean anyReply;

    /// Creates a load whose responses must all be 2xx.
    RequestLoad(int port, int callers) {
        this(port, callers, false);
    }

    /// Creates a load.
    ///
    /// @param anyReply whether a response may be an error
    RequestLoad(int port, int callers, boolean anyReply) {
        this.port = port;
        this.callers = callers;
        this.anyReply = anyReply;
    }

    /// A POST request with a JSON body.
    ///
    /// @param key the API key; null if the path is a signed link
    record Post(String path, @Nullable String key, String json) {}

    /// A listener of responses.
    interface Replies {
        void take(int index, BenchmarkConnection.Message reply);
    }

    /// The figures of a run.
    ///
    /// @param done the number of answered requests, without a gap from index 0 on
    /// @param elapsed the duration in nanoseconds
    /// @param latency the latencies in nanoseconds, sorted
    record Run(int done, long elapsed, long[] latency) {

        double rate() {
            return done * 1e9 / elapsed;
        }

        /// Returns the duration in milliseconds.
        double p50() {
            return percentile(0.5);
        }

        /// Returns a latency percentile in milliseconds.
        double p99() {
            return percentile(0.99);
        }

        private double percentile(double part) {
            return latency[(int) Math.min(latency.length - 1L, Math.round(latency.length * part))] / 1e6;
        }
    }

    /// Sends requests as fast as the callers receive responses.
    Run full(int count, Duration most, IntFunction<Post> posts, Replies replies) throws InterruptedException {
        return run(count, most, 0, posts, replies);
    }

    /// Sends requests at a fixed rate per second. The latency counts from the scheduled time of a request, so
    /// that a stall is included.
    Run paced(double rate, int count, Duration most, IntFunction<Post> posts, Replies replies)
            throws InterruptedException {
        return run(count, most, rate, posts, replies);
    }

    private Run run(int count, Duration most, double rate, IntFunction<Post> posts, Replies replies)
            throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        ConcurrentLinkedQueue<long[]> latencies = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<Exception> failures = new ConcurrentLinkedQueue<>();
        long start = System.nanoTime();
        long end = start + most.toNanos();
        List<Thread> threads = IntStream.range(0, callers)
                .mapToObj(caller -> Thread.ofPlatform().daemon().start(() -> {
                    try {
                        latencies.add(call(next, count, start, end, rate, posts, replies));
                    } catch (IOException | RuntimeException e) {
                        failures.add(e);
                    }
                }))
                .toList();
        for (Thread thread : threads) {
            thread.join();
        }
        long elapsed = System.nanoTime() - start;
        if (!failures.isEmpty()) {
            throw new IllegalStateException("A request failed.", failures.peek());
        }
        long[] sorted =
                latencies.stream().flatMapToLong(Arrays::stream).sorted().toArray();
        return new Run(sorted.length, elapsed, sorted);
    }

    private long[] call(
            AtomicInteger next, int count, long start, long end, double rate, IntFunction<Post> posts, Replies replies)
            throws IOException {
        List<Long> latencies = new ArrayList<>();
        try (BenchmarkConnection wire = new BenchmarkConnection(new Socket(InetAddress.getLoopbackAddress(), port))) {
            while (System.nanoTime() < end) {
                int index = next.getAndIncrement();
                if (index >= count) {
                    break;
                }
                long due = rate == 0 ? System.nanoTime() : start + (long) (index * 1e9 / rate);
                for (long early = due - System.nanoTime(); early > 0; early = due - System.nanoTime()) {
                    LockSupport.parkNanos(early);
                }
                replies.take(index, exchange(wire, posts.apply(index)));
                latencies.add(System.nanoTime() - due);
            }
        }
        return latencies.stream().mapToLong(Long::longValue).toArray();
    }

    private BenchmarkConnection.Message exchange(BenchmarkConnection wire, Post post) throws IOException {
        byte[] body = post.json().getBytes(StandardCharsets.UTF_8);
        String key = post.key() == null ? "" : "X-Api-Key: " + post.key() + "\r\n";
        wire.write(
                "POST " + post.path() + " HTTP/1.1\r\nHost: localhost\r\n" + key
                        + "Content-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n",
                body);
        BenchmarkConnection.Message reply = wire.read();
        if (reply == null || !anyReply && reply.status() / 100 != 2) {
            throw new IOException(reply == null ? "no response" : reply.startLine() + " " + reply.text());
        }
        return reply;
    }
}
