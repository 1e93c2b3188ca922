package io.taskgate.standin.stepfunctions;

import io.taskgate.standin.Timers;
import io.taskgate.standin.TokenDigest;
import io.taskgate.standin.definition.ServiceLimits;
import io.taskgate.standin.fault.AwsError;
import io.taskgate.standin.integration.TaskOutcome;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/// All task tokens that were issued. As in AWS, they are opaque and have 600 characters or more. For closed
/// tokens, only a digest is stored.
public final class IssuedTokens {

    private static final int RANDOM_BYTES = 468;
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9+/=_-]{1," + ServiceLimits.TOKEN_CHARACTERS + "}");

    private final Map<String, WaitingTask> issued = new ConcurrentHashMap<>();
    private final Set<Digest> closed = ConcurrentHashMap.newKeySet();
    private final SecureRandom random = new SecureRandom();

    public WaitingTask issue(Execution execution, String state, Timers timers) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        String token = "AQC" + Base64.getEncoder().encodeToString(bytes).substring(3);
        return open(token, execution, state, timers);
    }

    /// Restores an open token from before a restart of the stand-ins.
    public WaitingTask open(String token, Execution execution, String state, Timers timers) {
        WaitingTask task = new WaitingTask(token, execution, state, timers);
        issued.put(token, task);
        Runnable forget = execution.onEnd(() -> task.settle(new TaskOutcome.Stopped()));
        task.whenSettled(_ -> {
            forget.run();
            closed(token);
        });
        return task;
    }

    /// Restores a closed token from before a restart of the stand-ins.
    void closed(String token) {
        closed.add(Digest.of(token));
        issued.remove(token);
    }

    /// Returns whether this realm has issued the token.
    boolean has(String token) {
        return issued.containsKey(token) || closed.contains(Digest.of(token));
    }

    /// @return empty if the task is closed
    /// @throws AwsError InvalidToken or TaskDoesNotExist
    Optional<WaitingTask> find(String token) {
        if (!FORM.matcher(token).matches()) {
            throw new AwsError("InvalidToken", "Invalid Token: 'Invalid token'");
        }
        WaitingTask task = issued.get(token);
        if (task == null && !closed.contains(Digest.of(token))) {
            throw new AwsError("TaskDoesNotExist", "Task does not exist");
        }
        return Optional.ofNullable(task);
    }

    /// Returns the first 128 bits of a token's SHA-256.
    private record Digest(long high, long low) {

        static Digest of(String token) {
            String hex = TokenDigest.sha256(token);
            return new Digest(
                    Long.parseUnsignedLong(hex.substring(0, 16), 16),
                    Long.parseUnsignedLong(hex.substring(16, 32), 16));
        }
    }
}
