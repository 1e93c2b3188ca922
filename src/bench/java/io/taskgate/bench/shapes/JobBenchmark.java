package io.taskgate.bench.shapes;

import java.io.IOException;
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
public class JobBenchmark {

    /// See [Job#id()].
    @Param("BODY/Jackson token skim")
    public String job = "";

    private byte[] document = {};
    private @Nullable Run run;

    @Setup
    public void prepare() {
        document = Job.of(job).work().document();
        run = Job.of(job).run();
    }

    @Benchmark
    public Object apply() throws IOException {
        return Objects.requireNonNull(run).apply(document);
    }
}
