package io.taskgate.faults.check;

import io.taskgate.faults.FaultRun;
import io.taskgate.faults.RunPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The logs of a run, read back.
public record Evidence(Collection<ScenarioTrace> stories, List<Incident> incidents) {

    /// A task token of the stand-ins is longer than anything else in a log that looks like it.
    private static final Pattern TOKEN = Pattern.compile("AQC[A-Za-z0-9+/=]{500,}");

    public static Evidence read(RunPlan plan) throws IOException {
        return new Evidence(
                ScenarioTrace.all(
                        ParticipantLog.read(plan.clients()),
                        ParticipantLog.read(plan.truth()),
                        FaultRun.byKey(ParticipantLog.read(plan.records()))),
                ParticipantLog.read(plan.incidents()).stream()
                        .map(Incident::read)
                        .toList());
    }

    public List<Violation> violations() {
        InvariantChecker checker = new InvariantChecker(incidents);
        return stories.stream().flatMap(story -> checker.check(story).stream()).toList();
    }

    /// Searches the logs for task tokens.
    ///
    /// @param logs the folder of the gateways' logs
    public List<Violation> tokensShown(Path logs) throws IOException {
        try (Stream<Path> files = Files.list(logs)) {
            return files.filter(file -> file.getFileName().toString().matches("gateway-\\d+\\.log"))
                    .flatMap(Evidence::tokensIn)
                    .toList();
        }
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
                .flatMap(story -> story.answers()
                        .limit(1)
                        .flatMap(applied -> story.did("answer")
                                .limit(1)
                                .map(sent -> java.time.Duration.between(
                                                ScenarioTrace.at(sent), ScenarioTrace.at(applied))
                                        .toMillis())))
                .mapToLong(millis -> Math.max(0, millis))
                .sorted()
                .toArray();
    }
}
