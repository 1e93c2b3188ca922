package io.taskgate.bench.shapes;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Writes the figures as Markdown: one table of all figures, and one of the goals.
final class FigureTable {

    private static final int SET_UP = 64 * 1024;

    private final ShapeFigures figures;
    private final List<ShapeWorkload> works;
    private final StringBuilder text = new StringBuilder();

    private FigureTable(ShapeFigures figures) {
        this.figures = figures;
        this.works = Stream.of(ShapeWorkload.values())
                .filter(work -> figures.has(new ShapeJob(work, ShapeJob.SKIM)))
                .toList();
    }

    static String of(ShapeFigures figures) {
        FigureTable table = new FigureTable(figures);
        table.works();
        table.specials();
        table.goals();
        return table.text.toString();
    }

    private void works() {
        line("| document | bytes in | kept | by | MB/s | × token skim | B allocated per document |");
        line("|---|---|---|---|---|---|---|");
        for (ShapeWorkload work : works) {
            String kept = String.format(Locale.ROOT, "%.1f %%", 100.0 * figures.out.get(work) / figures.in.get(work));
            for (String name : List.of(
                    ShapeJob.OURS, ShapeJob.SKIM, ShapeJob.TREE, ShapeJob.JAYWAY, ShapeJob.JSONATA, ShapeJob.NODE)) {
                row(new ShapeJob(work, name), work.title, name.equals(ShapeJob.SKIM) ? "0" : kept, name);
            }
        }
    }

    private void specials() {
        String title = ShapeWorkload.ORDERS_200K.title;
        for (EdgeCases special : EdgeCases.values()) {
            row(ShapeJob.ours(special), title, special.title, ShapeJob.OURS);
            row(ShapeJob.tree(special), title, special.title, ShapeJob.TREE);
        }
        row(new ShapeJob(ShapeWorkload.ORDERS_200K, ShapeJob.PREVIEW), title, "", ShapeJob.PREVIEW);
    }

    private void row(ShapeJob job, String document, String kept, String by) {
        if (!figures.has(job)) {
            line("| %s | | %s | %s | not available | | |", document, kept, by);
            return;
        }
        double allocated = figures.allocated(job);
        line(
                "| %s | %,d | %s | %s | %.0f | %.2f | %s |",
                document,
                figures.in.get(job.work()),
                kept,
                by,
                figures.megabytes(job),
                figures.ratio(job, new ShapeJob(job.work(), ShapeJob.SKIM)),
                Double.isNaN(allocated) ? "" : String.format(Locale.ROOT, "%,.0f", allocated));
    }

    private void goals() {
        line("");
        line("| goal | seen | |");
        line("|---|---|---|");
        goal("× token skim, geometric mean of four documents", 1.3, mean(ShapeJob.SKIM));
        goal("× token skim, first goal", 0.8, mean(ShapeJob.SKIM));
        goal("× Jayway JsonPath, geometric mean of four documents", 4, mean(ShapeJob.JAYWAY));
        if (figures.has(new ShapeJob(ShapeWorkload.BODY, ShapeJob.NODE))) {
            goal("× Node, geometric mean of four documents", 6, mean(ShapeJob.NODE));
        }
        goal("× Jackson tree, geometric mean of four documents", 4, mean(ShapeJob.TREE));
        double worst = works.stream()
                .mapToDouble(work -> figures.ratio(work, ShapeJob.OURS, ShapeJob.JAYWAY))
                .min()
                .orElseThrow();
        goal("× Jayway JsonPath, worst document", 1.5, worst);
        goal("× token skim, 1.4 KB", 1, figures.ratio(ShapeWorkload.BODY, ShapeJob.OURS, ShapeJob.SKIM));
        double others = Arrays.stream(EdgeCases.values())
                .mapToDouble(special -> figures.ratio(ShapeJob.ours(special), ShapeJob.tree(special)))
                .min()
                .orElseThrow();
        goal("× Jackson tree, worst shape that does more than select", 1, others);
        allocation();
    }

    private double mean(String other) {
        return ShapeFigures.geometricMean(ShapeWorkload.GOALS, work -> figures.ratio(work, ShapeJob.OURS, other));
    }

    private void goal(String what, double goal, double seen) {
        line("| ≥ %.1f %s | %.2f | %s |", goal, what, seen, seen >= goal ? "reached" : "**not reached**");
    }

    private void allocation() {
        double most = works.stream()
                .mapToDouble(work -> figures.allocated(new ShapeJob(work, ShapeJob.OURS)) - figures.out.get(work))
                .max()
                .orElseThrow();
        line(
                "| ≤ 65,536 B allocated in addition to the output, worst document | %,.0f | %s |",
                most, most <= SET_UP ? "reached" : "**not reached**");
    }

    private void line(String format, Object... arguments) {
        text.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }
}
