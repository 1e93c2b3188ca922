package io.taskgate.bench.shapes;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// The figures of one run; each is the median of all iterations.
final class ShapeFigures {

    private record Figure(double nanos, double allocated) {}

    private final Map<ShapeJob, List<Figure>> figures = new HashMap<>();

    /// The bytes of each workload's document, and of its output.
    final Map<ShapeWorkload, Integer> in = new HashMap<>();

    final Map<ShapeWorkload, Integer> out = new HashMap<>();

    /// Adds an iteration.
    ///
    /// @param nanos nanoseconds for each document
    /// @param allocated bytes for each document; NaN if unknown
    void add(ShapeJob job, double nanos, double allocated) {
        figures.computeIfAbsent(job, _ -> new ArrayList<>()).add(new Figure(nanos, allocated));
    }

    boolean has(ShapeJob job) {
        return figures.containsKey(job);
    }

    double megabytes(ShapeJob job) {
        return in.get(job.work()) * 1000.0 / nanos(job);
    }

    private double nanos(ShapeJob job) {
        return median(figures.get(job), Figure::nanos);
    }

    double allocated(ShapeJob job) {
        return median(figures.get(job), Figure::allocated);
    }

    /// Returns the ratio of two jobs' speeds.
    double ratio(ShapeJob job, ShapeJob other) {
        return nanos(other) / nanos(job);
    }

    double ratio(ShapeWorkload work, String name, String other) {
        return ratio(new ShapeJob(work, name), new ShapeJob(work, other));
    }

    static double geometricMean(List<ShapeWorkload> works, ToDoubleFunction<ShapeWorkload> ratio) {
        return Math.exp(
                works.stream().mapToDouble(ratio).map(Math::log).average().orElseThrow());
    }

    private static double median(List<Figure> figures, ToDoubleFunction<Figure> of) {
        double[] sorted = figures.stream().mapToDouble(of).sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
}
