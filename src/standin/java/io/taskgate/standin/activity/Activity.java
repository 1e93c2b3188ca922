package io.taskgate.standin.activity;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/// An activity: its scheduled tasks and the workers that wait for one, each in order. Thread-safe.
public final class Activity {

    private record Waiting(Optional<String> worker, CompletableFuture<Optional<ActivityTask>> answer) {}

    private final String arn;
    private final String name;
    private final Instant created;
    private final JsonNode encryption;
    private final Queue<ActivityTask> scheduled = new ArrayDeque<>();
    private final Queue<Waiting> waiting = new ArrayDeque<>();

    Activity(String arn, String name, Instant created, JsonNode encryption) {
        this.arn = arn;
        this.name = name;
        this.created = created;
        this.encryption = encryption;
    }

    public String arn() {
        return arn;
    }

    public String name() {
        return name;
    }

    public Instant created() {
        return created;
    }

    public JsonNode encryption() {
        return encryption;
    }

    /// Schedules a task: for the worker that has waited longest, or for the next one.
    public synchronized void schedule(ActivityTask task) {
        for (Waiting next = waiting.poll(); next != null; next = waiting.poll()) {
            if (!next.answer().isDone() && task.fetch(next.worker())) {
                next.answer().complete(Optional.of(task));
                return;
            }
        }
        scheduled.add(task);
    }

    /// Fetches a task for a worker.
    ///
    /// @return completes with the task; the caller ends the wait by completing it earlier
    synchronized CompletableFuture<Optional<ActivityTask>> fetch(Optional<String> worker) {
        for (ActivityTask next = scheduled.poll(); next != null; next = scheduled.poll()) {
            if (next.fetch(worker)) {
                return CompletableFuture.completedFuture(Optional.of(next));
            }
        }
        CompletableFuture<Optional<ActivityTask>> answer = new CompletableFuture<>();
        waiting.add(new Waiting(worker, answer));
        return answer;
    }

    /// Ends the wait of a worker without a task.
    synchronized void giveUp(CompletableFuture<Optional<ActivityTask>> answer) {
        answer.complete(Optional.empty());
        waiting.removeIf(each -> each.answer() == answer);
    }
}
