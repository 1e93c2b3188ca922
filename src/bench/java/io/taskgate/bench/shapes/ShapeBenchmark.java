package io.taskgate.bench.shapes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalDouble;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/// Measures how fast shapes are, beside what people use for the same. `docs/benchmarks.md` has the command and the
/// figures.
public final class ShapeBenchmark {

    private static final Path LOGS = Path.of("target/bench-shapes");

    /// All jobs in turn, so many times: whoever else uses the machine for a while meets no job in every round.
    private static final int ROUNDS = 3;

    private ShapeBenchmark() {}

    /// @param arguments `quick` for a look, nothing for figures to keep
    public static void main(String[] arguments) throws IOException, InterruptedException, RunnerException {
        boolean quick = arguments.length > 0 && arguments[0].equals("quick");
        Figures figures = new Figures();
        figures.out.putAll(Equality.check());
        for (Work work : Work.values()) {
            figures.in.put(work, work.document().length);
        }
        Files.createDirectories(LOGS);
        for (int round = 1; round <= (quick ? 1 : ROUNDS); round++) {
            jmh(round, quick, figures);
        }
        node(quick, figures);
        System.out.print(Table.of(figures));
    }

    private static void jmh(int round, boolean quick, Figures figures) throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(JobBenchmark.class.getName())
                .param("job", Job.all(quick).stream().map(Job::id).toArray(String[]::new))
                .addProfiler(GCProfiler.class)
                .jvmArgs("-Xms1g", "-Xmx1g", "-XX:+UseSerialGC")
                .forks(1)
                .warmupIterations(1)
                .warmupTime(TimeValue.milliseconds(300))
                .measurementIterations(3)
                .measurementTime(TimeValue.milliseconds(300))
                .output(LOGS.resolve("jmh-" + round + ".log").toString());
        for (RunResult result : new Runner(options.build()).run()) {
            Job job = Job.of(result.getParams().getParam("job"));
            for (BenchmarkResult fork : result.getBenchmarkResults()) {
                double allocated = allocated(fork.getSecondaryResults());
                fork.getIterationResults()
                        .forEach(iteration ->
                                figures.add(job, iteration.getPrimaryResult().getScore(), allocated));
            }
        }
    }

    @SuppressWarnings("rawtypes") // JMH's
    private static double allocated(Map<String, Result> results) {
        return results.entrySet().stream()
                .filter(result -> result.getKey().endsWith("gc.alloc.rate.norm"))
                .mapToDouble(result -> result.getValue().getScore())
                .findFirst()
                .orElse(Double.NaN);
    }

    private static void node(boolean quick, Figures figures) throws IOException, InterruptedException {
        for (Work work : Work.measured(quick)) {
            byte[] ours = Ours.output(Ours.selecting(work.paths), work.document());
            OptionalDouble nanos = Node.measure(work, ours, quick);
            nanos.ifPresent(each -> figures.add(new Job(work, Job.NODE), each, Double.NaN));
        }
    }
}
