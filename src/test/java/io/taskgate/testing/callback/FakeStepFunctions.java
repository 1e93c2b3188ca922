package io.taskgate.testing.callback;

import io.taskgate.callback.model.TaskToken;
import io.taskgate.callback.stepfunctions.StepFunctions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// Step Functions with the true outcome of each task: a task is open until its first applied success or
/// failure, or until another party closes it. Replies can be scripted and lost. Thread-safe.
public final class FakeStepFunctions implements StepFunctions {

    /// One call, in order of arrival.
    ///
    /// @param kind `success`, `failure`, `heartbeat` or `ending`
    /// @param what the output, the error, or the ARN of the execution
    public record Call(
            String kind,
            TaskToken token,
            @Nullable String what,
            @Nullable String cause) {}

    private record Step(Reply reply, boolean applied, Runnable before) {}

    private static final Runnable NOTHING = () -> {};

    private final List<Call> calls = new ArrayList<>();
    private final Queue<Step> script = new ArrayDeque<>();
    private final Map<TaskToken, TaskOutcome> ended = new HashMap<>();
    private @Nullable TaskOutcome ending;

    /// Sets the replies to the next calls, in order. A call with `Accepted` is applied, any other call is
    /// not.
    public synchronized void script(Reply... replies) {
        for (Reply reply : replies) {
            script.add(new Step(reply, reply instanceof Reply.Accepted, NOTHING));
        }
    }

    /// Applies the next call, but loses its reply.
    public synchronized void loseNextReply() {
        script.add(new Step(new Reply.ReplyLost("connection reset"), true, NOTHING));
    }

    /// Sets the reply to the next call, which comes after an action.
    public synchronized void script(Reply reply, Runnable before) {
        script.add(new Step(reply, reply instanceof Reply.Accepted, before));
    }

    /// Answers the next call by the true outcome, after an action.
    public synchronized void beforeNextCall(Runnable before) {
        script.add(new Step(new Reply.Accepted(), true, before));
    }

    /// Answers all further calls by the true outcome.
    public synchronized void clearScript() {
        script.clear();
    }

    /// Ends the task as another party.
    public synchronized void close(TaskToken token, TaskOutcome by) {
        ended.putIfAbsent(token, by);
    }

    /// Sets the content of all histories, independent of the actual outcomes.
    public synchronized void scriptEnding(TaskOutcome of) {
        ending = of;
    }

    public synchronized List<Call> calls() {
        return List.copyOf(calls);
    }

    public synchronized List<Call> calls(String kind) {
        return calls.stream().filter(call -> call.kind().equals(kind)).toList();
    }

    /// Returns the actual outcome of a task.
    public synchronized TaskOutcome truth(TaskToken token) {
        return ended.getOrDefault(token, new TaskOutcome.StillOpen());
    }

    @Override
    public Reply success(TaskToken token, byte[] output) {
        String text = new String(output, StandardCharsets.UTF_8);
        return call(new Call("success", token, text, null), new TaskOutcome.Succeeded(text));
    }

    @Override
    public Reply failure(TaskToken token, String error, @Nullable String cause) {
        return call(new Call("failure", token, error, cause), new TaskOutcome.Failed(error, cause));
    }

    @Override
    public Reply heartbeat(TaskToken token) {
        return call(new Call("heartbeat", token, null, null), null);
    }

    @Override
    public synchronized TaskOutcome taskOutcome(String executionArn, TaskToken token) {
        calls.add(new Call("ending", token, executionArn, null));
        return ending == null ? truth(token) : ending;
    }

    private Reply call(Call call, @Nullable TaskOutcome applied) {
        Step step;
        synchronized (this) {
            calls.add(call);
            step = script.poll();
        }
        if (step != null) {
            step.before().run();
        }
        synchronized (this) {
            Reply reply = step == null ? new Reply.Accepted() : step.reply();
            boolean takes = step == null || step.applied();
            if (takes && ended.containsKey(call.token())) {
                return reply instanceof Reply.ReplyLost ? reply : new Reply.TimedOut();
            }
            if (takes && applied != null) {
                ended.put(call.token(), applied);
            }
            return reply;
        }
    }
}
