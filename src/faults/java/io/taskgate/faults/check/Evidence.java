package io.taskgate.faults.check;

import io.taskgate.faults.FaultRun;
import io.taskgate.faults.RunPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The logs of a run, read back.
///
/// @param lateReplies the callbacks of which a gateway gave up a report's call after its 2 s: the one thing that only
/// the
///     gateways' own logs tell
public record Evidence(Collection<ScenarioTrace> stories, List<Incident> incidents, Set<String> lateReplies) {

    /// A task token of the stand-ins is longer than anything else in a log that looks like it.
    private static final Pattern TOKEN = Pattern.compile("AQC[A-Za-z0-9+/=]{500,}");

    /// What a gateway writes when it waits for a reply no longer. Of another cause the truth must know.
    private static final Pattern LATE_REPLY =
            Pattern.compile("No reply came to the report, which is in doubt: callbackId=(\\S+) cause=\\w*Timeout\\w*");

    public static Evidence read(RunPlan plan) throws IOException {
        return new Evidence(
                ScenarioTrace.all(
                        ParticipantLog.read(plan.clients()),
                        ParticipantLog.read(plan.truth()),
                        FaultRun.byKey(ParticipantLog.read(plan.records()))),
                ParticipantLog.read(plan.incidents()).stream()
                        .map(Incident::read)
                        .toList(),
                lateReplies(plan.logs()));
    }

    /// Reads the gateways' logs.
    static Set<String> lateReplies(Path logs) throws IOException {
        Set<String> late = new HashSet<>();
        for (Path file : outputs(logs)) {
            try (Stream<String> lines = Files.lines(file)) {
                lines.map(LATE_REPLY::matcher).filter(Matcher::find).forEach(line -> late.add(line.group(1)));
            }
        }
        return late;
    }

    private static List<Path> outputs(Path logs) throws IOException {
        try (Stream<Path> files = Files.list(logs)) {
            return files.filter(file -> file.getFileName().toString().matches("gateway-\\d+\\.log"))
                    .toList();
        }
    }

    /// Why callbacks were AMBIGUOUS: one entry for each time.
    public Stream<String> reasonsOfDoubt() {
        InvariantChecker checker = new InvariantChecker(incidents, lateReplies);
        return stories.stream().flatMap(story -> checker.reasons(story).stream());
    }

    public List<Violation> violations() {
        InvariantChecker checker = new InvariantChecker(incidents, lateReplies);
        return stories.stream().flatMap(story -> checker.check(story).stream()).toList();
    }

    /// Searches the logs for task tokens.
    ///
    /// @param logs the folder of the gateways' logs
    public List<Violation> tokensShown(Path logs) throws IOException {
        return outputs(logs).stream().flatMap(Evidence::tokensIn).toList();
    }

    private static Stream<Violation> tokensIn(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines
                    .filter(line -> TOKEN.matcher(line).find())
                    .map(line -> new Violation(
                            Invariant.TOKEN_SHOWN, file.getFileName().toString(), "a task token is in its output"))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /// Outcomes of all records: how many ended in each state.
    public Stream<String> states() {
        return stories.stream().map(story -> story.state().isEmpty() ? "no record" : story.state());
    }

    /// From the first time an answer was sent until Step Functions had it, in milliseconds, ascending.
    public long[] latencies() {
        return stories.stream()
                .flatMap(ScenarioTrace::latency)
                .mapToLong(Duration::toMillis)
                .sorted()
                .toArray();
    }

    /// From the time at which both an answer and the registration of the token that got it were acknowledged, in
    /// milliseconds, ascending: what a gateway takes for its report. Before, the worker or the workflow tries
    /// again, because gateways are dead, stopped or full, or an answer is early.
    public long[] reportLatencies() {
        return stories.stream()
                .flatMap(ScenarioTrace::reportLatency)
                .mapToLong(Duration::toMillis)
                .sorted()
                .toArray();
    }
}
