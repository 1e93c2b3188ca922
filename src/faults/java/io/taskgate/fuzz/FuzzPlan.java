package io.taskgate.fuzz;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;

/// The plan of a run. The seed draws every operation, value, mutation and API key.
///
/// @param requests the number of requests over all lanes
/// @param lanes the number of request sequences, each with its own state
record FuzzPlan(int requests, long seed, int lanes) {

    static final Path ARTIFACT = Path.of("target", "quarkus-app");

    private static final int LANES = 24;
    private static final int EACH_KILL = 800;
    private static final int SHARE_NEEDED = 1_000;
    private static final int MOST_NEEDED = 100;
    private static final long STEP = 0x9E3779B97F4A7C15L;

    static FuzzPlan of(int requests, long seed) {
        return new FuzzPlan(requests, seed, LANES);
    }

    Path folder() {
        return Path.of("target", "api-fuzz");
    }

    /// The number of 2xx responses that each operation needs: 100 if the run has at least 100,000 requests.
    int successesNeeded() {
        return Math.clamp(requests / SHARE_NEEDED, 1, MOST_NEEDED);
    }

    /// The number of successes of an operation in each lane before most of its requests are mutated. It is 50
    /// % above the required number, in case some lanes do not reach it.
    int successesOfLane() {
        return Math.ceilDiv(successesNeeded() * 3, lanes * 2);
    }

    int requestsOf(int lane) {
        return requests / lanes + (lane < requests % lanes ? 1 : 0);
    }

    /// Returns whether the request is one that ended or stalled an earlier build. This applies to every 800th
    /// request of a lane and at least one in each lane; the lanes send theirs at different times.
    boolean isKill(int lane, int request) {
        int each = Math.min(EACH_KILL, requestsOf(lane));
        return request % each == (each - 1 + each * lane / lanes) % each;
    }

    Random random(int lane, int request) {
        return new Random(seed * STEP ^ (lane * 1_000_003L + 1) * STEP ^ request * 0xC2B2AE3D27D4EB4FL);
    }

    /// Returns a key of 32 bytes, which is the same for the same seed.
    byte[] key(String name) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(("taskgate api fuzz " + seed + " " + name).getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    String hexKey(String name) {
        return HexFormat.of().formatHex(key(name));
    }
}
