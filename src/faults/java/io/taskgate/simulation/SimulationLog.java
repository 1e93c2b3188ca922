package io.taskgate.simulation;

import io.taskgate.simulation.world.SimulatedScheduler;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/// The log of a run, one line for each event, in order. Two runs of the same seed have the same lines.
public final class SimulationLog {

    private final SimulatedScheduler scheduler;
    private final List<String> lines = new ArrayList<>();

    public SimulationLog(SimulatedScheduler scheduler) {
        this.scheduler = scheduler;
    }

    /// @param who the host, or the part of the simulated world
    public void add(String who, String what) {
        lines.add(String.format(Locale.ROOT, "%12.6f %-8s %s", scheduler.now() / 1e9, who, what));
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    /// Returns the lines that contain a text, for the trace of one key.
    List<String> of(String text) {
        return lines.stream().filter(line -> line.contains(text)).toList();
    }

    /// Returns the SHA-256 of all lines in hex.
    String hash() {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            for (String line : lines) {
                sha256.update(line.getBytes(StandardCharsets.UTF_8));
                sha256.update((byte) '\n');
            }
            return HexFormat.of().formatHex(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("The Java platform does not provide SHA-256.", e);
        }
    }
}
