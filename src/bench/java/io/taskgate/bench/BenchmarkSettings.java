package io.taskgate.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// The settings of a benchmark. Each is a system property `bench.*`.
final class BenchmarkSettings {

    /// The number of concurrent callers.
    static final int CALLERS = Integer.getInteger("bench.callers", 32);

    static final int ROUNDS = Integer.getInteger("bench.rounds", 3);

    /// The maximum number of callbacks per phase, and the maximum duration of a phase.
    static final int COUNT = Integer.getInteger("bench.count", 3000);

    static final Duration PHASE = Duration.ofMillis(Integer.getInteger("bench.phase-millis", 2500));

    /// The warm-up of the gateway; the bare loop, which has less code, gets half of it.
    static final Duration WARM_UP = Duration.ofSeconds(Integer.getInteger("bench.warm-up-seconds", 34));

    /// Whether the measured process runs on a separate core.
    static final boolean PINNED = !"false".equals(System.getProperty("bench.pinned"));

    private BenchmarkSettings() {}

    /// Additional options for a forked JVM: `bench.jvm.gateway`, `bench.jvm.bare`.
    static List<String> jvmOptions(String name) {
        String options = System.getProperty("bench.jvm." + name.replaceAll("-.*", ""), "");
        return options.isBlank()
                ? List.of()
                : Arrays.stream(options.strip().split("\\s+")).toList();
    }
}
