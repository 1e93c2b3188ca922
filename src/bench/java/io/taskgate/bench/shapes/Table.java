package io.taskgate.bench.shapes;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// The figures as Markdown: one table of all, and one of the goals.
final class Table {

    private static final int SET_UP = 64 * 1024;

    private final Figures figures;
    private final List<Work> works;
    private final StringBuilder text = new StringBuilder();

    private Table(Figures figures) {
        this.figures = figures;
        this.works = Stream.of(Work.values())
                .filter(work -> figures.has(new Job(work, Job.SKIM)))
                .toList();
    }

    static String of(Figures figures) {
        Table table = new Table(figures);
        table.works();
        table.specials();
        table.goals();
        return table.text.toString();
    }

    private void works() {
        line("| document | bytes in | kept | by | MB/s | × token skim | B allocated each |");
        line("|---|---|---|---|---|---|---|");
        for (Work work : works) {
            String kept = String.format(Locale.ROOT, "%.1f %%", 100.0 * figures.out.get(work) / figures.in.get(work));
            for (String name : List.of(Job.OURS, Job.SKIM, Job.TREE, Job.JAYWAY, Job.JSONATA, Job.NODE)) {
                row(new Job(work, name), work.title, name.equals(Job.SKIM) ? "0" : kept, name);
            }
        }
    }

    private void specials() {
        String title = Work.ORDERS_200K.title;
        for (Special special : Special.values()) {
            row(Job.ours(special), title, special.title, Job.OURS);
            row(Job.tree(special), title, special.title, Job.TREE);
        }
        row(new Job(Work.ORDERS_200K, Job.PREVIEW), title, "", Job.PREVIEW);
    }

    private void row(Job job, String document, String kept, String by) {
        if (!figures.has(job)) {
            line("| %s | | %s | %s | not there | | |", document, kept, by);
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
                figures.ratio(job, new Job(job.work(), Job.SKIM)),
                Double.isNaN(allocated) ? "" : String.format(Locale.ROOT, "%,.0f", allocated));
    }

    private void goals() {
        line("");
        line("| goal | seen | |");
        line("|---|---|---|");
        goal("× token skim, geometric mean of four", 1.3, mean(Job.SKIM));
        goal("× token skim, first cut", 0.8, mean(Job.SKIM));
        goal("× Jayway JsonPath, geometric mean of four", 4, mean(Job.JAYWAY));
        if (figures.has(new Job(Work.BODY, Job.NODE))) {
            goal("× Node, geometric mean of four", 6, mean(Job.NODE));
        }
        goal("× Jackson tree, geometric mean of four", 4, mean(Job.TREE));
        double worst = works.stream()
                .mapToDouble(work -> figures.ratio(work, Job.OURS, Job.JAYWAY))
                .min()
                .orElseThrow();
        goal("× Jayway JsonPath, on the worst document", 1.5, worst);
        goal("× token skim, 1.4 KB", 1, figures.ratio(Work.BODY, Job.OURS, Job.SKIM));
        double others = Arrays.stream(Special.values())
                .mapToDouble(special -> figures.ratio(Job.ours(special), Job.tree(special)))
                .min()
                .orElseThrow();
        goal("× Jackson tree, shapes that do more than select, the worst", 1, others);
        allocation();
    }

    private double mean(String other) {
        return Figures.geometricMean(Work.GOALS, work -> figures.ratio(work, Job.OURS, other));
    }

    private void goal(String what, double goal, double seen) {
        line("| ≥ %.1f %s | %.2f | %s |", goal, what, seen, seen >= goal ? "reached" : "**not reached**");
    }

    private void allocation() {
        double most = works.stream()
                .mapToDouble(work -> figures.allocated(new Job(work, Job.OURS)) - figures.out.get(work))
                .max()
                .orElseThrow();
        line(
                "| ≤ 65,536 B allocated beside the output, on the worst document | %,.0f | %s |",
                most, most <= SET_UP ? "reached" : "**not reached**");
    }

    private void line(String format, Object... arguments) {
        text.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }
}
