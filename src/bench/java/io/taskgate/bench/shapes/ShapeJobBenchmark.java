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

/// The JMH benchmark, which repeats one job.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ShapeJobBenchmark {

    /// See [ShapeJob#id()].
    @Param("BODY/Jackson token skim")
    public String job = "";

    /// The warm-up ends when the compiler has been idle for this time.
    private static final Duration QUIET = Duration.ofMillis(700);

    private static final Duration LONGEST = Duration.ofSeconds(15);

    /// Keeps the result, so that the compiler can't eliminate the work.
    public @Nullable Object last;

    private byte[] document = {};
    private @Nullable ShapeRun run;

    @Setup
    public void prepare() throws IOException {
        document = ShapeJob.of(job).work().document();
        run = ShapeJob.of(job).run();
        settle();
    }

    /// On a busy machine compilation is late, so a warm-up of a fixed duration would end too early.
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
