package io.taskgate.standin.activity;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.Timers;
import io.taskgate.standin.definition.NameRule;
import io.taskgate.standin.fault.AwsError;
import io.taskgate.standin.stepfunctions.Arns;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// All activities, by ARN. Thread-safe.
public final class Activities {

    /// The maximum time that a worker waits for a task.
    private static final Duration LONG_POLL = Duration.ofSeconds(60);

    private final Timers timers;
    private final Map<String, Activity> activities = new LinkedHashMap<>();

    public Activities(Timers timers) {
        this.timers = timers;
    }

    /// Creates an activity, or returns the existing one with the same name.
    ///
    /// @throws AwsError InvalidName, or ActivityAlreadyExists with another encryption
    public synchronized Activity create(String name, JsonNode encryption) {
        NameRule.check(name);
        String arn = Arns.activity(name);
        Activity existing = activities.get(arn);
        if (existing != null && !existing.encryption().equals(encryption)) {
            throw new AwsError("ActivityAlreadyExists", "Activity Already Exists: '" + arn + "'");
        }
        return activities.computeIfAbsent(arn, _ -> new Activity(arn, name, timers.now(), encryption));
    }

    /// Deletes an activity; has no effect if there is none.
    public synchronized void delete(String arn) {
        activities.remove(Arns.checked(arn));
    }

    public synchronized Optional<Activity> find(String arn) {
        return Optional.ofNullable(activities.get(arn));
    }

    /// @throws AwsError InvalidArn, ActivityDoesNotExist
    public Activity get(String arn) {
        return find(Arns.checked(arn))
                .orElseThrow(() -> new AwsError("ActivityDoesNotExist", "Activity Does Not Exist: '" + arn + "'"));
    }

    public synchronized List<Activity> all() {
        return List.copyOf(activities.values());
    }

    /// Waits for a task. Blocks.
    ///
    /// @return empty if there was none for a minute
    public Optional<ActivityTask> poll(Activity activity, Optional<String> worker) {
        CompletableFuture<Optional<ActivityTask>> answer = activity.fetch(worker);
        Timers.Alarm alarm = timers.at(timers.now().plus(LONG_POLL), () -> activity.giveUp(answer));
        try {
            return answer.join();
        } finally {
            alarm.cancel();
        }
    }
}
