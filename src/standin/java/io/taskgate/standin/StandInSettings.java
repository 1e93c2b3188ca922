package io.taskgate.standin;

import io.taskgate.standin.definition.ServiceLimits;
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
public record StandInSettings(Ports ports, Optional<Path> state, int eventBytes, URI gateway) {

    private static final URI GATEWAY = URI.create("http://127.0.0.1:8080");

    public static StandInSettings at(Ports ports) {
        return new StandInSettings(ports, Optional.empty(), ServiceLimits.EVENT_BYTES, GATEWAY);
    }

    public StandInSettings calling(URI other) {
        return new StandInSettings(ports, state, eventBytes, other);
    }

    public StandInSettings in(Path folder) {
        return new StandInSettings(ports, Optional.of(folder), eventBytes, gateway);
    }

    StandInSettings on(Ports other) {
        return new StandInSettings(other, state, eventBytes, gateway);
    }

    StandInSettings withEventBytes(int bytes) {
        return new StandInSettings(ports, state, bytes, gateway);
    }

    /// A part's own place within the state, made if need be.
    public Optional<Path> folder(String part) throws IOException {
        if (state.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Files.createDirectories(state.get().resolve(part)));
    }
}
