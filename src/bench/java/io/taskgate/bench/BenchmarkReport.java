package io.taskgate.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The figures of a run, all medians over the rounds. Not thread-safe.
final class BenchmarkReport {

    private static final double GOAL = 0.75;

    private final CallReplay.Recording recording;
    private final List<Round> gateway = new ArrayList<>();
    private final List<Round> bare = new ArrayList<>();
    private Map<String, Double> registerCalls = Map.of();
    private Map<String, Double> settleCalls = Map.of();
    private @Nullable Round half;
    private long resident;

    private record Round(Contender.Phase register, Contender.Phase settle) {}

    BenchmarkReport(CallReplay.Recording recording) {
        this.recording = recording;
    }

    void gateway(Contender.Phase register, Contender.Phase settle) {
        gateway.add(new Round(register, settle));
    }

    void bare(Contender.Phase register, Contender.Phase settle) {
        bare.add(new Round(register, settle));
    }

    void halfLoad(Contender.Phase register, Contender.Phase settle) {
        half = new Round(register, settle);
    }

    /// Returns the calls per callback by operation in the last round.
    void calls(Map<String, Double> register, Map<String, Double> settle) {
        registerCalls = register;
        settleCalls = settle;
    }

    void resident(long megabytes) {
        resident = megabytes;
    }

    double gatewayRegisterRate() {
        return median(gateway, round -> round.register().rate());
    }

    double gatewaySettleRate() {
        return median(gateway, round -> round.settle().rate());
    }

    String text() {
        return String.format(
                Locale.ROOT,
                """

                %d callers, medians of %d rounds%s
                              gateway/s    bare/s   ratio   CPU µs each    bare   ratio   p99 ms full   half
                %s%s\
                AWS calls a register: %s
                AWS calls a settle:   %s
                order of the calls:   %s | %s
                gateway resident after all: %d MB
                """,
                BenchmarkSettings.CALLERS,
                gateway.size(),
                MeasuredProcess.pins() ? ", separate cores" : ", shared cores",
                line("register", Round::register),
                line("settle", Round::settle),
                calls(registerCalls),
                calls(settleCalls),
                order(recording.register()),
                order(recording.settle()),
                resident);
    }

    String verdict() {
        double ratio = ratio(Round::settle, Contender.Phase::rate);
        return String.format(
                Locale.ROOT,
                "%nsettle rate: %.2f of the bare loop; the goal of %.2f was %s%n",
                ratio,
                GOAL,
                ratio >= GOAL ? "reached" : "NOT reached");
    }

    private String line(String name, java.util.function.Function<Round, Contender.Phase> phase) {
        Round atHalf = half;
        return String.format(
                Locale.ROOT,
                "%-12s %10.0f %9.0f %7.2f %13.0f %7.0f %7.2f %13.1f %6.1f%n",
                name,
                median(gateway, round -> phase.apply(round).rate()),
                median(bare, round -> phase.apply(round).rate()),
                ratio(phase, Contender.Phase::rate),
                median(gateway, round -> phase.apply(round).cpuEach()),
                median(bare, round -> phase.apply(round).cpuEach()),
                1 / ratio(phase, Contender.Phase::cpuEach),
                median(gateway, round -> phase.apply(round).p99()),
                atHalf == null ? 0 : phase.apply(atHalf).p99());
    }

    /// Returns the median of the rounds' ratios of gateway to bare loop: both sides of a round ran under the
    /// same load.
    private double ratio(
            java.util.function.Function<Round, Contender.Phase> phase, ToDoubleFunction<Contender.Phase> figure) {
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < gateway.size(); round++) {
            ratios.add(figure.applyAsDouble(phase.apply(gateway.get(round)))
                    / figure.applyAsDouble(phase.apply(bare.get(round))));
        }
        return median(ratios, ratio -> ratio);
    }

    private static <T> double median(List<T> rounds, ToDoubleFunction<T> figure) {
        double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    private static String calls(Map<String, Double> each) {
        double sum = each.values().stream().mapToDouble(Double::doubleValue).sum();
        return String.format(Locale.ROOT, "%.2f", sum)
                + each.entrySet().stream()
                        .map(entry -> String.format(Locale.ROOT, "%s %.2f", entry.getKey(), entry.getValue()))
                        .collect(Collectors.joining(", ", " (", ")"));
    }

    private static String order(List<AwsStub.Call> calls) {
        return calls.stream().map(AwsStub.Call::operation).collect(Collectors.joining(" → "));
    }
}
