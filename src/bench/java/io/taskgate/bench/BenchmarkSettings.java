package io.taskgate.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// The settings of a benchmark. Each is a system property `bench.*`.
final class BenchmarkSettings {

    /// The SDK's HTTP clients to compare, as in `taskgate.aws.http-client`.
    static final List<String> CLIENTS = List.of(
            System.getProperty("bench.clients", "apache5,url_connection").split(","));

    /// Callers at once.
    static final int CALLERS = Integer.getInteger("bench.callers", 32);

    static final int ROUNDS = Integer.getInteger("bench.rounds", 3);

    /// Callbacks a phase at most, and how long it may take.
    static final int COUNT = Integer.getInteger("bench.count", 3000);

    static final Duration PHASE = Duration.ofMillis(Integer.getInteger("bench.phase-millis", 2500));

    /// Of the gateway, before anything counts; the bare loop, which has less code, gets half of it.
    static final Duration WARM_UP = Duration.ofSeconds(Integer.getInteger("bench.warm-up-seconds", 34));

    /// Whether the measured process runs on its own core.
    static final boolean PINNED = !"false".equals(System.getProperty("bench.pinned"));

    private BenchmarkSettings() {}

    /// More options for a forked JVM: `bench.jvm.gateway`, `bench.jvm.bare`.
    static List<String> jvmOptions(String name) {
        String options = System.getProperty("bench.jvm." + name.replaceAll("-.*", ""), "");
        return options.isBlank()
                ? List.of()
                : Arrays.stream(options.strip().split("\\s+")).toList();
    }
}
