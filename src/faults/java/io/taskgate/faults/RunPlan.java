package io.taskgate.faults;

import java.nio.file.Path;
import java.time.Duration;

/// The plan of a run.
///
/// @param callbacks the minimum number of scenarios; the run starts more until all faults have occurred
/// @param inFlight the number of concurrent scenarios
/// @param card the minimum duration of a network fault
/// @param rest the pause without a new fault after each fault
/// @param stop the minimum duration for which a process is stopped; up to three times as long if the faults
///     occur one at a time
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
    /// @throws IllegalArgumentException with a message for the user
    static RunPlan of(String form, long seed) {
        return switch (form) {
            // Generous limits: the result in CI must not depend on the speed of a busy machine.
            case "short" ->
                new RunPlan(
                        form,
                        seed,
                        400,
                        3,
                        100,
                        Duration.ofMillis(500),
                        Duration.ZERO,
                        // until other gateways take its reports over
                        Duration.ofSeconds(11),
                        true,
                        Duration.ofMinutes(4),
                        ARTIFACT,
                        LOGS.resolve(form));
            // Without a pause, a small machine would spend most of its time on restarts.
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
            default -> throw new IllegalArgumentException("Invalid faults.form '" + form + "'. Use short or full.");
        };
    }

    RunPlan of(int startedCallbacks) {
        return new RunPlan(
                form, seed, startedCallbacks, gateways, inFlight, card, rest, stop, atOnce, quiet, artifact, logs);
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
