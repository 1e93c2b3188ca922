package io.taskgate.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;

/// The gateway's resources that a lane knows from earlier responses. Not thread-safe.
final class LaneState {

    /// A callback that the lane registered.
    ///
    /// @param token the made-up token; empty if Step Functions issued it
    /// @param signature the signature of its links
    record Registered(String id, String service, String operation, String key, String token, String signature) {}

    /// A runner's links as paths.
    record Runner(String success, String failure) {}

    /// A bounded list, which drops its oldest entry when it is full.
    static final class Recent<T> {

        private static final int MAX_SIZE = 40;

        private final List<T> list = new ArrayList<>();

        void add(T one) {
            if (list.size() == MAX_SIZE) {
                list.removeFirst();
            }
            list.add(one);
        }

        boolean isEmpty() {
            return list.isEmpty();
        }

        Optional<T> any(Random random) {
            return list.isEmpty() ? Optional.empty() : Optional.of(list.get(random.nextInt(list.size())));
        }

        /// Removes and returns the oldest entry that matches.
        Optional<T> take(Predicate<T> wanted) {
            Optional<T> first = list.stream().filter(wanted).findFirst();
            first.ifPresent(list::remove);
            return first;
        }

        /// Removes and returns a random entry.
        Optional<T> take(Random random) {
            return list.isEmpty() ? Optional.empty() : Optional.of(list.remove(random.nextInt(list.size())));
        }
    }

    final Recent<Registered> pending = new Recent<>();
    final Recent<Registered> settled = new Recent<>();
    final Recent<Registered> rejected = new Recent<>();
    final Recent<JsonNode> references = new Recent<>();
    final Recent<String> batches = new Recent<>();
    final Recent<String> reportedRunners = new Recent<>();
    final Recent<Runner> runners = new Recent<>();
    final Recent<String> jobs = new Recent<>();
    final Recent<String> executions = new Recent<>();
    final Recent<String> cursors = new Recent<>();
    final Recent<String> deadLetters = new Recent<>();

    /// Removes and returns a pending callback with a made-up token, or any pending callback if there is none.
    Optional<Registered> madeUp(Random random) {
        return pending.take(callback -> !callback.token().isEmpty()).or(() -> pending.take(random));
    }

    /// Returns a callback in any state.
    Optional<Registered> any(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> settled.any(random).or(() -> pending.any(random));
            case 1 -> rejected.any(random).or(() -> pending.any(random));
            default -> pending.any(random).or(() -> settled.any(random));
        };
    }

    /// Returns the path and query of a link.
    static String local(String link) {
        URI url = URI.create(link);
        return url.getRawQuery() == null ? url.getRawPath() : url.getRawPath() + "?" + url.getRawQuery();
    }
}
