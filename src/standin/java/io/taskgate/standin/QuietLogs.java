package io.taskgate.standin;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Silences the libraries, so that the console shows the log of the gateway.
final class QuietLogs {

    /// Strong references, because java.util.logging forgets the level of an unreferenced logger.
    private static final List<Logger> LIBRARIES =
            List.of("org.apache.pekko", "org.eclipse.jetty", "org.elasticmq", "org.gaul").stream()
                    .map(Logger::getLogger)
                    .toList();

    private QuietLogs() {}

    /// Silences the libraries in any JVM.
    static void libraries() {
        LIBRARIES.forEach(logger -> logger.setLevel(Level.WARNING));
    }

    /// Silences all loggers in the JVM of the stand-ins.
    static void everything() {
        Logger.getLogger("").setLevel(Level.SEVERE);
        libraries();
    }
}
