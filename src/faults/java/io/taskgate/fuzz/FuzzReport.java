package io.taskgate.fuzz;

import io.taskgate.fuzz.OpenApiDocument.ApiOperation;
import io.taskgate.fuzz.wire.RawReply;
import io.taskgate.fuzz.wire.RawRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The report of a run: responses by operation, and findings. Thread-safe.
final class FuzzReport {

    private static final Set<Integer> NEVER = Set.of(500, 502, 504);
    private static final Set<Integer> BY_CONTRACT = Set.of(503, 507);
    private static final int LARGE = 60_000;
    private static final int SHOWN = 2_000;

    private final FuzzPlan plan;
    private final OpenApiDocument document;
    private final Map<String, Tally> operations = new TreeMap<>();
    private final Map<String, Tally> kills = new TreeMap<>();
    private final Map<String, Finding> findings = new TreeMap<>();
    private final Map<String, String> figures = new LinkedHashMap<>();
    private int valid;
    private int mutated;

    /// The responses to the requests of one operation.
    private static final class Tally {
        private int requests;
        private int successes;
        private int silent;
        private long slowest;
        private final Map<Integer, Integer> others = new TreeMap<>();

        private void add(RawReply reply) {
            requests++;
            slowest = Math.max(slowest, reply.millis());
            switch (reply) {
                case RawReply.Answered answered when answered.isSuccess() -> successes++;
                case RawReply.Answered answered -> others.merge(answered.status(), 1, Integer::sum);
                case RawReply.Closed _, RawReply.Hung _ -> silent++;
            }
        }

        private int class4() {
            return others.entrySet().stream()
                    .filter(other -> other.getKey() / 100 == 4)
                    .mapToInt(Map.Entry::getValue)
                    .sum();
        }

        private String rest() {
            return others.entrySet().stream()
                    .filter(other -> other.getKey() / 100 != 4)
                    .map(other -> other.getKey() + ": " + other.getValue())
                    .collect(Collectors.joining(", "));
        }
    }

    /// A finding with the shortest request that showed it.
    record Finding(String what, @Nullable RawRequest request, String seen) {}

    FuzzReport(FuzzPlan plan, OpenApiDocument document) {
        this.plan = plan;
        this.document = document;
        document.operations().keySet().forEach(id -> operations.put(id, new Tally()));
    }

    synchronized void figure(String name, String value) {
        figures.put(name, value);
    }

    synchronized int requests() {
        return valid + mutated;
    }

    synchronized void count(RawRequest request, RawReply reply) {
        if (request.name().isEmpty()) {
            valid++;
        } else {
            mutated++;
        }
        operations.computeIfAbsent(request.operation(), id -> new Tally()).add(reply);
        if (request.name().startsWith("review")) {
            kills.computeIfAbsent(request.name(), name -> new Tally()).add(reply);
        }
        check(request, reply);
    }

    private void check(RawRequest request, RawReply reply) {
        String operation = request.operation();
        switch (reply) {
            case RawReply.Answered answer -> {
                String text = new String(answer.body(), StandardCharsets.UTF_8);
                if (NEVER.contains(answer.status())) {
                    find(operation + ": " + answer.status(), request, text);
                } else if (BY_CONTRACT.contains(answer.status())) {
                    ApiOperation known = document.operations().get(operation);
                    if (!answer.isProblem()
                            || known == null
                            || !known.statuses().contains(answer.status())) {
                        find(operation + ": " + answer.status() + " is not in the contract", request, text);
                    }
                }
            }
            case RawReply.Hung hung -> find(operation + ": no response within 30 s", request, hung.millis() + " ms");
            case RawReply.Closed closed -> {
                if (request.answerDue() && request.body().length < LARGE) {
                    find(operation + ": connection closed without a response", request, closed.how());
                }
            }
        }
    }

    synchronized void find(String what, @Nullable RawRequest request, String seen) {
        Finding known = findings.get(what);
        if (known == null || (request != null && known.request() != null && size(request) < size(known.request()))) {
            findings.put(what, new Finding(what, request, seen));
        }
    }

    private static int size(RawRequest request) {
        return request.head().length + request.body().length;
    }

    /// Returns all findings. An operation with too few successes is a finding as well.
    synchronized List<Finding> findings() {
        document.operations().keySet().forEach(id -> {
            Tally tally = operations.get(id);
            if (tally == null || tally.successes < plan.successesNeeded()) {
                int seen = tally == null ? 0 : tally.successes;
                find(id + ": fewer than " + plan.successesNeeded() + " 2xx responses", null, String.valueOf(seen));
            }
        });
        KillRequests.NAMES.stream()
                .filter(name -> plan.requests() >= plan.lanes() && !kills.containsKey(name))
                .forEach(name -> find(name + ": not sent", null, ""));
        return List.copyOf(findings.values());
    }

    /// Writes the report and each finding's request as sent over the wire.
    ///
    /// @return the report in Markdown
    synchronized String write() throws IOException {
        Files.createDirectories(plan.folder());
        StringBuilder text = new StringBuilder("| run | |\n|---|---|\n");
        text.append("| requests, seed, lanes | ")
                .append(requests() + ", " + plan.seed() + ", " + plan.lanes())
                .append(" |\n| valid, mutated | ")
                .append(valid + ", " + mutated)
                .append(" |\n");
        figures.forEach((name, value) ->
                text.append("| ").append(name).append(" | ").append(value).append(" |\n"));
        table(text, "operation", operations);
        table(text, "request of the security review", kills);
        List<Finding> all = new ArrayList<>(findings());
        text.append("\n").append(all.size()).append(" findings\n");
        for (int i = 0; i < all.size(); i++) {
            text.append(shown(all.get(i), i + 1));
        }
        Files.writeString(plan.folder().resolve("report.md"), text);
        return text.toString();
    }

    private void table(StringBuilder text, String of, Map<String, Tally> tallies) {
        text.append("\n| ")
                .append(of)
                .append(" | requests | 2xx | 2xx per 100,000 | 4xx | others | no response | maximum, ms |\n"
                        + "|---|---|---|---|---|---|---|---|\n");
        tallies.forEach((name, tally) -> text.append("| ")
                .append(String.join(
                        " | ",
                        name,
                        String.valueOf(tally.requests),
                        String.valueOf(tally.successes),
                        String.valueOf(tally.successes * 100_000L / Math.max(1, requests())),
                        String.valueOf(tally.class4()),
                        tally.rest(),
                        String.valueOf(tally.silent),
                        String.valueOf(tally.slowest)))
                .append(" |\n"));
    }

    private String shown(Finding finding, int number) throws IOException {
        StringBuilder text = new StringBuilder("\n" + number + ". " + finding.what() + "\n   " + brief(finding.seen()));
        RawRequest request = finding.request();
        if (request != null) {
            Path file = plan.folder().resolve("finding-" + number + ".http");
            Files.write(file, request.wire());
            text.append("\n   mutations: ")
                    .append(request.name())
                    .append("\n   ")
                    .append(curl(request));
            text.append("\n   raw: ")
                    .append(file)
                    .append(" (replay with -Dfuzz.replay=")
                    .append(file)
                    .append(")");
        }
        return text.append('\n').toString();
    }

    private static String brief(String text) {
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    }

    private static String curl(RawRequest request) {
        StringBuilder curl = new StringBuilder("curl -i --path-as-is -X " + quoted(request.method()));
        for (int i = 0; i < request.headers().size(); i += 2) {
            curl.append(" -H ")
                    .append(quoted(
                            request.headers().get(i) + ": " + request.headers().get(i + 1)));
        }
        if (request.body().length > 0) {
            curl.append(" --data-binary ").append(quoted(new String(request.body(), StandardCharsets.UTF_8)));
        }
        return brief(curl.append(' ')
                .append(quoted("http://localhost:8080" + request.target()))
                .toString());
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
