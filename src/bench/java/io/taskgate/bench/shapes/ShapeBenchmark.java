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

/// Measures the speed of shapes compared with other JSON libraries. `docs/benchmarks.md` has the command and
/// the figures.
public final class ShapeBenchmark {

    private static final Path LOGS = Path.of("target/bench-shapes");

    /// The number of rounds over all jobs, so that temporary load on the machine affects no job in every
    /// round.
    private static final int ROUNDS = 3;

    private ShapeBenchmark() {}

    /// Runs the benchmark.
    ///
    /// @param arguments `quick` for a short run whose figures are not meant to be kept
    public static void main(String[] arguments) throws IOException, InterruptedException, RunnerException {
        boolean quick = arguments.length > 0 && arguments[0].equals("quick");
        ShapeFigures figures = new ShapeFigures();
        figures.out.putAll(EqualityCheck.check());
        for (ShapeWorkload work : ShapeWorkload.values()) {
            figures.in.put(work, work.document().length);
        }
        Files.createDirectories(LOGS);
        for (int round = 1; round <= (quick ? 1 : ROUNDS); round++) {
            jmh(round, quick, figures);
        }
        node(quick, figures);
        System.out.print(FigureTable.of(figures));
    }

    private static void jmh(int round, boolean quick, ShapeFigures figures) throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(ShapeJobBenchmark.class.getName())
                .param("job", ShapeJob.all(quick).stream().map(ShapeJob::id).toArray(String[]::new))
                .addProfiler(GCProfiler.class)
                .jvmArgs("-Xms1g", "-Xmx1g", "-XX:+UseSerialGC")
                .forks(1)
                .warmupIterations(1)
                .warmupTime(TimeValue.milliseconds(300))
                .measurementIterations(3)
                .measurementTime(TimeValue.milliseconds(300))
                .output(LOGS.resolve("jmh-" + round + ".log").toString());
        for (RunResult result : new Runner(options.build()).run()) {
            ShapeJob job = ShapeJob.of(result.getParams().getParam("job"));
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

    private static void node(boolean quick, ShapeFigures figures) throws IOException, InterruptedException {
        for (ShapeWorkload work : ShapeWorkload.measured(quick)) {
            byte[] ours = TaskgateShape.output(TaskgateShape.selecting(work.paths), work.document());
            OptionalDouble nanos = NodeJson.measure(work, ours, quick);
            nanos.ifPresent(each -> figures.add(new ShapeJob(work, ShapeJob.NODE), each, Double.NaN));
        }
    }
}
