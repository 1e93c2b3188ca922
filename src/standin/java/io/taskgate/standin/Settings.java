package io.taskgate.standin;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// How the stand-ins run.
///
/// @param state the folder where they keep what they hold; in memory where there is none
/// @param eventBytes the most that one PutEvents call may hold, in bytes
/// @param gateway where calls of state machines go
public record Settings(Ports ports, Optional<Path> state, int eventBytes, URI gateway) {

    private static final URI GATEWAY = URI.create("http://127.0.0.1:8080");

    public static Settings at(Ports ports) {
        return new Settings(ports, Optional.empty(), Limits.EVENT_BYTES, GATEWAY);
    }

    public Settings calling(URI other) {
        return new Settings(ports, state, eventBytes, other);
    }

    public Settings in(Path folder) {
        return new Settings(ports, Optional.of(folder), eventBytes, gateway);
    }

    Settings on(Ports other) {
        return new Settings(other, state, eventBytes, gateway);
    }

    Settings withEventBytes(int bytes) {
        return new Settings(ports, state, bytes, gateway);
    }

    /// A part's own place within the state, made if need be.
    Optional<Path> folder(String part) throws IOException {
        if (state.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Files.createDirectories(state.get().resolve(part)));
    }
}
