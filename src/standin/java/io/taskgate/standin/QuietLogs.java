package io.taskgate.standin;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/// The libraries are talkative; a console shall show what the gateway says.
final class QuietLogs {

    /// Held, because java.util.logging forgets the level of a logger that nobody holds.
    private static final List<Logger> LIBRARIES =
            List.of("org.apache.pekko", "org.eclipse.jetty", "org.elasticmq", "org.gaul").stream()
                    .map(Logger::getLogger)
                    .toList();

    private QuietLogs() {}

    /// In whatever JVM the stand-ins run.
    static void libraries() {
        LIBRARIES.forEach(logger -> logger.setLevel(Level.WARNING));
    }

    /// In a JVM of the stand-ins' own.
    static void everything() {
        Logger.getLogger("").setLevel(Level.SEVERE);
        libraries();
    }
}
