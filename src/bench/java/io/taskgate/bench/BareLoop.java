package io.taskgate.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The baseline in a separate process: virtual threads that make exactly the SDK calls that the gateway made
/// for a callback, in sequence. Reads phases from standard input, one per line (`register|settle <maximum
/// callbacks> <maximum milliseconds>`), and answers `done` with the number of callbacks and the elapsed
/// nanoseconds.
public final class BareLoop {

    static final String DONE = "done ";

    private final List<CallReplay.Step> register;
    private final List<CallReplay.Step> settle;
    private final int callers;

    private BareLoop(List<CallReplay.Step> register, List<CallReplay.Step> settle, int callers) {
        this.register = register;
        this.settle = settle;
        this.callers = callers;
    }

    /// Arguments: the stub's URL, the number of concurrent callers, the file of recorded calls.
    public static void main(String[] arguments) throws IOException, InterruptedException {
        // As in the gateway. Without a configuration all levels are enabled, and the SDK writes debug lines
        // for every byte.
        Logger.getLogger("").setLevel(Level.INFO);
        CallReplay.Recording recording =
                new JsonMapper().readValue(Path.of(arguments[2]).toFile(), CallReplay.Recording.class);
        CallReplay replay = new CallReplay(URI.create(arguments[0]), recording.id());
        BareLoop loop = new BareLoop(
                replay.steps(recording.register()), replay.steps(recording.settle()), Integer.parseInt(arguments[1]));
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            String[] words = order.split(" ");
            System.out.println(loop.run(
                    words[0].equals("register") ? loop.register : loop.settle,
                    Integer.parseInt(words[1]),
                    Long.parseLong(words[2]) * 1_000_000));
        }
    }

    private String run(List<CallReplay.Step> steps, int count, long most) throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
        long start = System.nanoTime();
        List<Thread> threads = new ArrayList<>();
        for (int caller = 0; caller < callers; caller++) {
            threads.add(Thread.startVirtualThread(() -> {
                try {
                    while (System.nanoTime() - start < most) {
                        int index = next.getAndIncrement();
                        if (index >= count) {
                            return;
                        }
                        steps.forEach(step -> step.call("bare-" + index));
                        done.incrementAndGet();
                    }
                } catch (RuntimeException e) {
                    failure.set(e);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        RuntimeException failed = failure.get();
        if (failed != null) {
            throw failed;
        }
        return DONE + done.get() + " " + (System.nanoTime() - start);
    }
}
