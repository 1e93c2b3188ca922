package io.taskgate.standin.stepfunctions;

import io.taskgate.standin.Timers;
import io.taskgate.standin.definition.ServiceLimits;
import io.taskgate.standin.fault.AwsError;
import io.taskgate.standin.integration.TaskOutcome;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/// All task tokens ever issued here. As in AWS they are opaque and long: 600 characters and more.
public final class IssuedTokens {

    private static final int RANDOM_BYTES = 468;
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9+/=_-]{1," + ServiceLimits.TOKEN_CHARACTERS + "}");

    private final Map<String, WaitingTask> issued = new ConcurrentHashMap<>();
    private final SecureRandom random = new SecureRandom();

    public WaitingTask issue(Execution execution, String state, Timers timers) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        String token = "AQC" + Base64.getEncoder().encodeToString(bytes).substring(3);
        return open(token, execution, state, timers);
    }

    /// One that was issued before the stand-ins were started again.
    public WaitingTask open(String token, Execution execution, String state, Timers timers) {
        WaitingTask task = new WaitingTask(token, execution, state, timers);
        issued.put(token, task);
        Runnable forget = execution.onEnd(() -> task.settle(new TaskOutcome.Stopped()));
        task.whenSettled(_ -> forget.run());
        return task;
    }

    /// One that was issued before, and is not waited for any more.
    void closed(String token, Execution execution, Timers timers) {
        WaitingTask task = new WaitingTask(token, execution, "", timers);
        task.settle(new TaskOutcome.Stopped());
        issued.put(token, task);
    }

    WaitingTask find(String token) {
        if (!FORM.matcher(token).matches()) {
            throw new AwsError("InvalidToken", "Invalid Token: 'Invalid token'");
        }
        WaitingTask task = issued.get(token);
        if (task == null) {
            throw new AwsError("TaskDoesNotExist", "Task does not exist");
        }
        return task;
    }
}
