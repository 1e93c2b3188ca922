package io.taskgate.standin.interpreter;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.Timers;
import io.taskgate.standin.integration.TaskOutcome;
import io.taskgate.standin.realm.Realm;
import io.taskgate.standin.stepfunctions.Execution;
import io.taskgate.standin.stepfunctions.WaitingTask;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/// The next step of a state: a transition, or waiting for an event without blocking a thread.
public sealed interface Continuation {

    record Leave(StateOutput step) implements Continuation {}

    record Hold(Wait on) implements Continuation {}

    /// An event in the future.
    @FunctionalInterface
    interface Wait {
        /// @param resume receives the continuation, to run at most once, from any thread
        /// @return cancels the wait
        Runnable begin(Consumer<Supplier<Continuation>> resume);
    }

    /// Continues after every other flow of the execution has had a turn.
    static Continuation turn(Supplier<Continuation> then) {
        return new Hold(resume -> {
            resume.accept(then);
            return () -> {};
        });
    }

    /// Continues at `time`, or at the next turn if that is past.
    static Continuation until(Instant time, Timers timers, Supplier<Continuation> then) {
        if (!time.isAfter(timers.now())) {
            return turn(then);
        }
        return new Hold(resume -> timers.at(time, () -> resume.accept(then))::cancel);
    }

    static Continuation await(WaitingTask task, Function<TaskOutcome, Continuation> then) {
        return new Hold(resume -> {
            task.whenSettled(outcome -> resume.accept(() -> then.apply(outcome)));
            return () -> task.settle(new TaskOutcome.Stopped());
        });
    }

    /// Runs blocking work, such as a call in progress, on a separate thread.
    static Hold call(
            Supplier<JsonNode> work,
            Function<JsonNode, Continuation> then,
            Function<StateFailure, Continuation> otherwise) {
        return new Hold(resume -> {
            Thread caller = Thread.ofVirtual().start(Realm.bound(() -> {
                try {
                    resume.accept(outcome(work, then, otherwise));
                } catch (Execution.Ended _) {
                    // cancelled
                }
            }));
            return caller::interrupt;
        });
    }

    private static Supplier<Continuation> outcome(
            Supplier<JsonNode> work,
            Function<JsonNode, Continuation> then,
            Function<StateFailure, Continuation> otherwise) {
        try {
            JsonNode answer = work.get();
            return () -> then.apply(answer);
        } catch (StateFailure failure) {
            return () -> otherwise.apply(failure);
        } catch (Execution.Ended ended) {
            throw ended;
        } catch (RuntimeException bug) {
            return () -> {
                throw bug;
            };
        }
    }
}
