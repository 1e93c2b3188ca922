package io.taskgate.bench.shapes;

import java.io.IOException;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// JMH's side: one job, over and over.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ShapeJobBenchmark {

    /// See [ShapeJob#id()].
    @Param("BODY/Jackson token skim")
    public String job = "";

    /// Warm is what the compiler has left alone for so long.
    private static final Duration QUIET = Duration.ofMillis(700);

    private static final Duration LONGEST = Duration.ofSeconds(15);

    /// Kept, so that no work is idle.
    public @Nullable Object last;

    private byte[] document = {};
    private @Nullable ShapeRun run;

    @Setup
    public void prepare() throws IOException {
        document = ShapeJob.of(job).work().document();
        run = ShapeJob.of(job).run();
        settle();
    }

    /// On a busy machine the compiler gets its turn late: a warm-up by the clock would end before it did.
    private void settle() throws IOException {
        CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
        long end = System.nanoTime() + LONGEST.toNanos();
        long compiled = -1;
        long since = System.nanoTime();
        while (System.nanoTime() < Math.min(end, since + QUIET.toNanos())) {
            last = apply();
            if (compiler.getTotalCompilationTime() != compiled) {
                compiled = compiler.getTotalCompilationTime();
                since = System.nanoTime();
            }
        }
    }

    @Benchmark
    public Object apply() throws IOException {
        return Objects.requireNonNull(run).apply(document);
    }
}
