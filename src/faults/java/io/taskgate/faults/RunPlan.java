package io.taskgate.faults;

import java.nio.file.Path;
import java.time.Duration;

/// The plan of a run.
///
/// @param callbacks the smallest number of scenarios; more are run until all faults were dealt
/// @param inFlight the number of concurrent scenarios
/// @param card the time for which a network fault is in force at least
/// @param rest the pause without a new fault after each fault
/// @param stop the time for which a process is stopped at least: this long, or up to three times as long where
///     faults come one after the other
/// @param atOnce whether a process fault and a network fault may happen at once
public record RunPlan(
        String form,
        long seed,
        int callbacks,
        int gateways,
        int inFlight,
        Duration card,
        Duration rest,
        Duration stop,
        boolean atOnce,
        Duration quiet,
        Path artifact,
        Path logs) {

    public static final Path ARTIFACT = Path.of("target", "quarkus-app");
    private static final Path LOGS = Path.of("target", "faults");

    /// Creates the plan of a form.
    ///
    /// @param form short, which CI runs, or full
    /// @throws IllegalArgumentException with a message for people
    static RunPlan of(String form, long seed) {
        return switch (form) {
            // A busy machine is slow, not wrong: in CI the verdict must not hang on its speed.
            case "short" ->
                new RunPlan(
                        form,
                        seed,
                        400,
                        3,
                        100,
                        Duration.ofMillis(500),
                        Duration.ZERO,
                        // until its reports are taken over
                        Duration.ofSeconds(8),
                        true,
                        Duration.ofMinutes(4),
                        ARTIFACT,
                        LOGS.resolve(form));
            // Without a rest, most of a small machine goes into starting gateways anew.
            case "full" ->
                new RunPlan(
                        form,
                        seed,
                        100_000,
                        3,
                        200,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        // one to three leases
                        Duration.ofSeconds(8),
                        false,
                        Duration.ofMinutes(1),
                        ARTIFACT,
                        LOGS.resolve(form));
            default -> throw new IllegalArgumentException("faults.form is short or full, not '" + form + "'");
        };
    }

    RunPlan of(int playedCallbacks) {
        return new RunPlan(
                form, seed, playedCallbacks, gateways, inFlight, card, rest, stop, atOnce, quiet, artifact, logs);
    }

    public Path clients() {
        return logs.resolve("clients.jsonl");
    }

    public Path truth() {
        return logs.resolve("truth.jsonl");
    }

    public Path incidents() {
        return logs.resolve("incidents.jsonl");
    }

    public Path records() {
        return logs.resolve("records.jsonl");
    }

    Path report() {
        return logs.resolve("report.md");
    }
}
