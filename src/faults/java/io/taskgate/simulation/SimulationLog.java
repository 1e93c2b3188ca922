package io.taskgate.simulation;

import io.taskgate.simulation.world.SimulatedScheduler;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/// What happened in a run, a line each, in order. Two runs of one seed have the same lines.
public final class SimulationLog {

    private final SimulatedScheduler scheduler;
    private final List<String> lines = new ArrayList<>();

    public SimulationLog(SimulatedScheduler scheduler) {
        this.scheduler = scheduler;
    }

    /// @param who a host, or a part of the simulated world
    public void add(String who, String what) {
        lines.add(String.format(Locale.ROOT, "%12.6f %-8s %s", scheduler.now() / 1e9, who, what));
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    /// The lines that hold a text, for the story of one key.
    List<String> of(String text) {
        return lines.stream().filter(line -> line.contains(text)).toList();
    }

    /// SHA-256 over all lines, in hex.
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
