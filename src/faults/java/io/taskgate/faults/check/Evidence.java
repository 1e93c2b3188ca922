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

/// The logs of a run.
///
/// @param lateReplies the callbacks with a report whose call timed out after 2 s, which only the gateways'
///     own logs show
public record Evidence(Collection<ScenarioTrace> traces, List<Incident> incidents, Set<String> lateReplies) {

    /// Matches a task token of the stand-ins: no other text in a log is as long and has the same characters.
    private static final Pattern TOKEN = Pattern.compile("AQC[A-Za-z0-9+/=]{500,}");

    /// Matches the log line of a gateway whose report got no reply in time. The truth log has all other
    /// causes.
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

    /// Reads the callbacks with late replies from the gateways' logs.
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

    /// Returns the cause of each time that a callback was AMBIGUOUS.
    public Stream<String> ambiguityCauses() {
        InvariantChecker checker = new InvariantChecker(incidents, lateReplies);
        return traces.stream().flatMap(trace -> checker.ambiguityCauses(trace).stream());
    }

    public List<Violation> violations() {
        InvariantChecker checker = new InvariantChecker(incidents, lateReplies);
        return traces.stream().flatMap(trace -> checker.check(trace).stream()).toList();
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
                            Invariant.TOKEN_SHOWN, file.getFileName().toString(), "The output contains a task token."))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /// Returns the final state of each record.
    public Stream<String> states() {
        return traces.stream().map(trace -> trace.state().isEmpty() ? "no record" : trace.state());
    }

    /// Returns the time from the first send of each answer until Step Functions accepted it, in milliseconds,
    /// ascending.
    public long[] latencies() {
        return traces.stream()
                .flatMap(ScenarioTrace::latency)
                .mapToLong(Duration::toMillis)
                .sorted()
                .toArray();
    }

    /// Returns the time from the acknowledgement of both an answer and the registration of its token until
    /// Step Functions accepted the answer, in milliseconds, ascending: the gateway's share of the latency.
    /// Before, the worker or the workflow retries because gateways are down, stopped or overloaded, or the
    /// answer is early.
    public long[] reportLatencies() {
        return traces.stream()
                .flatMap(ScenarioTrace::reportLatency)
                .mapToLong(Duration::toMillis)
                .sorted()
                .toArray();
    }
}
