package io.taskgate.faults;

import io.taskgate.faults.check.Evidence;
import io.taskgate.faults.check.Violation;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The results of a run as a Markdown page.
record FaultReport(
        RunPlan plan,
        Evidence evidence,
        Map<String, Integer> counts,
        FaultRun.Timed timed,
        Duration took,
        List<Violation> violations) {

    private static final int SHOWN = 40;

    private long acknowledged() {
        return evidence.traces().stream()
                .filter(trace -> !trace.acknowledged().isEmpty())
                .count();
    }

    private long ambiguous() {
        return evidence.traces().stream()
                .filter(trace -> trace.record() != null
                        && trace.record()
                                .path("history")
                                .findValuesAsText("event")
                                .contains("ambiguous"))
                .count();
    }

    int callbacks() {
        return evidence.traces().size();
    }

    int kills() {
        return counts.entrySet().stream()
                .filter(count -> count.getKey().startsWith("kill"))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    int faults() {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    String markdown() {
        StringBuilder page = new StringBuilder();
        page.append("| run | |\n|---|---|\n");
        row(page, "form, seed, gateways", plan.form() + ", " + plan.seed() + ", " + plan.gateways());
        row(page, "callbacks", evidence.traces().size());
        row(page, "callbacks with an acknowledged answer", acknowledged());
        row(page, "faults, including kills", faults() + ", " + kills());
        row(page, "violations", violations.size());
        row(page, "callbacks that were AMBIGUOUS", ambiguous());
        row(page, "quiet after the end of the faults", seconds(timed.quietAfter()));
        row(page, "duration, duration of the faults", seconds(took) + ", " + seconds(timed.faults()));
        row(page, "latency from answer to Step Functions, p50 / p99 / max", text(evidence.latencies()));
        row(page, "latency from acknowledgement to Step Functions, p50 / p99 / max", text(evidence.reportLatencies()));
        table(page, "fault", counts);
        table(
                page,
                "final state",
                evidence.states()
                        .collect(Collectors.groupingBy(state -> state, TreeMap::new, Collectors.summingInt(one -> 1))));
        table(
                page,
                "cause of AMBIGUOUS",
                evidence.ambiguityCauses()
                        .collect(Collectors.groupingBy(
                                reason -> reason, TreeMap::new, Collectors.summingInt(one -> 1))));
        if (!violations.isEmpty()) {
            table(
                    page,
                    "violation",
                    violations.stream()
                            .collect(Collectors.groupingBy(
                                    violation -> violation.rule().name(),
                                    TreeMap::new,
                                    Collectors.summingInt(one -> 1))));
            page.append('\n');
            violations.stream()
                    .limit(SHOWN)
                    .forEach(violation -> page.append("- ").append(violation).append('\n'));
        }
        return page.toString();
    }

    private static void table(StringBuilder page, String title, Map<String, Integer> counts) {
        page.append("\n| ").append(title).append(" | count |\n|---|---|\n");
        counts.forEach((what, count) -> row(page, what, count));
    }

    private static void row(StringBuilder page, String what, Object figure) {
        page.append("| ").append(what).append(" | ").append(figure).append(" |\n");
    }

    private static String text(long[] sorted) {
        if (sorted.length == 0) {
            return "none";
        }
        return sorted[sorted.length / 2] + " / " + sorted[sorted.length * 99 / 100] + " / " + sorted[sorted.length - 1]
                + " ms";
    }

    private static String seconds(Duration duration) {
        return "%.1f s".formatted(duration.toMillis() / 1_000.0);
    }

    void write() throws IOException {
        Files.writeString(plan.report(), markdown());
    }
}
