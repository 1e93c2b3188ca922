package io.taskgate.standin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// How the stand-ins run.
///
/// @param state the folder where they keep what they hold; in memory where there is none
/// @param eventBytes the most that one PutEvents call may hold, in bytes
public record Settings(Ports ports, Optional<Path> state, int eventBytes) {

    public static Settings at(Ports ports) {
        return new Settings(ports, Optional.empty(), Limits.EVENT_BYTES);
    }

    public Settings in(Path folder) {
        return new Settings(ports, Optional.of(folder), eventBytes);
    }

    Settings on(Ports other) {
        return new Settings(other, state, eventBytes);
    }

    Settings withEventBytes(int bytes) {
        return new Settings(ports, state, bytes);
    }

    /// A part's own place within the state, made if need be.
    Optional<Path> folder(String part) throws IOException {
        if (state.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Files.createDirectories(state.get().resolve(part)));
    }
}
