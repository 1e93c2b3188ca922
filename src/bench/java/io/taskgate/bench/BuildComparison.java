package io.taskgate.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/// Compares this build of the gateway with another one, such as that of an earlier commit. Both run at the
/// same time, have the same warm-up, and are measured in alternate rounds on the same core.
/// `docs/benchmarks.md` has the command.
public final class BuildComparison {

    private final AwsStub stub;
    private final List<Round> rounds = new ArrayList<>();

    /// One round of each build.
    private record Round(Pair register, Pair settle) {}

    private record Pair(Contender.Phase current, Contender.Phase other) {

        double ratio(ToDoubleFunction<Contender.Phase> figure) {
            return figure.applyAsDouble(current) / figure.applyAsDouble(other);
        }
    }

    private record Result(Contender.Phase register, Contender.Phase settle) {}

    private BuildComparison(AwsStub stub) {
        this.stub = stub;
    }

    /// @param arguments the other build's `quarkus-run.jar`
    public static void main(String[] arguments) throws IOException, InterruptedException {
        MeasuredProcess.stepAside();
        try (AwsStub stub = new AwsStub();
                GatewayProcess current = GatewayProcess.start(stub.url());
                GatewayProcess other = GatewayProcess.other(stub.url(), Path.of(arguments[0]))) {
            new BuildComparison(stub).measure(current, other);
        }
    }

    private void measure(GatewayProcess current, GatewayProcess other) throws IOException, InterruptedException {
        GatewayContender first = new GatewayContender(current, BenchmarkSettings.CALLERS);
        GatewayContender second = new GatewayContender(other, BenchmarkSettings.CALLERS);
        warmUp(first, second);
        current.fork().pin();
        other.fork().pin();
        for (int round = 0; round < BenchmarkSettings.ROUNDS; round++) {
            boolean oursFirst = round % 2 == 0;
            Result one = round(oursFirst ? first : second);
            Result two = round(oursFirst ? second : first);
            Result mine = oursFirst ? one : two;
            Result theirs = oursFirst ? two : one;
            rounds.add(
                    new Round(new Pair(mine.register(), theirs.register()), new Pair(mine.settle(), theirs.settle())));
        }
        System.out.printf(
                Locale.ROOT,
                "%d callers, %d rounds; this build relative to the other: median (minimum to maximum)%n",
                BenchmarkSettings.CALLERS,
                rounds.size());
        print("register", Round::register);
        print("settle", Round::settle);
    }

    private void warmUp(GatewayContender first, GatewayContender second) throws InterruptedException {
        long end = System.nanoTime() + BenchmarkSettings.WARM_UP.multipliedBy(2).toNanos();
        while (System.nanoTime() < end) {
            for (GatewayContender each : List.of(first, second)) {
                Contender.Phase registered = each.register(1000, BenchmarkSettings.PHASE);
                each.settle(registered.done(), Duration.ofMinutes(1));
                stub.forgetItems();
            }
        }
    }

    private Result round(GatewayContender contender) throws InterruptedException {
        Contender.Phase registered = contender.register(BenchmarkSettings.COUNT, BenchmarkSettings.PHASE);
        Contender.Phase settled = contender.settle(registered.done(), BenchmarkSettings.PHASE);
        stub.forgetItems();
        return new Result(registered, settled);
    }

    private void print(String name, Function<Round, Pair> phase) {
        System.out.printf(
                Locale.ROOT,
                "%-9s callbacks per second %s, CPU time per callback %s; %.0f µs versus %.0f µs%n",
                name,
                spread(phase, Contender.Phase::rate),
                spread(phase, Contender.Phase::cpuEach),
                median(rounds.stream()
                        .mapToDouble(round -> phase.apply(round).current().cpuEach())
                        .toArray()),
                median(rounds.stream()
                        .mapToDouble(round -> phase.apply(round).other().cpuEach())
                        .toArray()));
    }

    private String spread(Function<Round, Pair> phase, ToDoubleFunction<Contender.Phase> figure) {
        double[] ratios = rounds.stream()
                .mapToDouble(round -> phase.apply(round).ratio(figure))
                .sorted()
                .toArray();
        return String.format(Locale.ROOT, "%.3f (%.3f to %.3f)", median(ratios), ratios[0], ratios[ratios.length - 1]);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        java.util.Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
}
