package io.taskgate.standin.stepfunctions;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// A state machine with its versions and aliases. Guarded by its [StateMachines].
final class MachineRecord {

    private StateMachine current;
    private int published;
    private final NavigableMap<Integer, PublishedVersion> versions = new TreeMap<>();
    private final Map<String, MachineAlias> aliases = new LinkedHashMap<>();

    MachineRecord(StateMachine created) {
        this.current = created;
    }

    StateMachine current() {
        return current;
    }

    void update(StateMachine updated) {
        current = updated;
    }

    /// Publishes the current revision, once.
    PublishedVersion publish(Optional<String> description, Instant now) {
        Optional<PublishedVersion> existing = versions.values().stream()
                .filter(version -> version.machine()
                        .origin()
                        .revisionId()
                        .equals(current.origin().revisionId()))
                .findFirst();
        if (existing.isPresent()) {
            return existing.get();
        }
        // numbers of deleted versions are not used again
        int number = ++published;
        StateMachine snapshot = current.in(current.origin().versioned(current.arn() + ":" + number));
        PublishedVersion version = new PublishedVersion(number, snapshot, description, now);
        versions.put(number, version);
        return version;
    }

    /// Returns the versions, newest first.
    List<PublishedVersion> versions() {
        return new ArrayList<>(versions.descendingMap().values());
    }

    Optional<PublishedVersion> version(String number) {
        return versions.values().stream()
                .filter(version -> String.valueOf(version.number()).equals(number))
                .findFirst();
    }

    void delete(PublishedVersion version) {
        versions.remove(version.number());
    }

    Map<String, MachineAlias> aliases() {
        return aliases;
    }
}
