package io.taskgate.standin;

import io.taskgate.standin.definition.ServiceLimits;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The settings of the stand-ins.
///
/// @param state the folder for persistent state; in memory if empty
/// @param eventBytes the maximum size of one PutEvents call in bytes
/// @param gateway the target of calls from state machines
/// @param mocks the mock file of integrations
public record StandInSettings(Ports ports, Optional<Path> state, int eventBytes, URI gateway, Optional<Path> mocks) {

    private static final URI GATEWAY = URI.create("http://127.0.0.1:8080");

    public static StandInSettings at(Ports ports) {
        return new StandInSettings(ports, Optional.empty(), ServiceLimits.EVENT_BYTES, GATEWAY, Optional.empty());
    }

    public StandInSettings calling(URI other) {
        return new StandInSettings(ports, state, eventBytes, other, mocks);
    }

    public StandInSettings in(Path folder) {
        return new StandInSettings(ports, Optional.of(folder), eventBytes, gateway, mocks);
    }

    /// @param file answers integrations ([io.taskgate.standin.mock.MockFile])
    public StandInSettings mockedBy(Path file) {
        return new StandInSettings(ports, state, eventBytes, gateway, Optional.of(file));
    }

    StandInSettings on(Ports other) {
        return new StandInSettings(other, state, eventBytes, gateway, mocks);
    }

    StandInSettings withEventBytes(int bytes) {
        return new StandInSettings(ports, state, bytes, gateway, mocks);
    }

    /// Returns the folder of a part, and creates it if necessary.
    public Optional<Path> folder(String part) throws IOException {
        if (state.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Files.createDirectories(state.get().resolve(part)));
    }
}
