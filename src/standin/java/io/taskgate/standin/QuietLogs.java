package io.taskgate.standin;

import java.util.logging.Level;
import java.util.logging.Logger;

/// The libraries log through three façades; a laptop's console shall show what the gateway says.
final class QuietLogs {

    /// Held, because java.util.logging forgets the level of a logger that nobody holds.
    private static final Logger ROOT = root();

    private QuietLogs() {}

    static void set() {
        ROOT.setLevel(Level.SEVERE);
    }

    private static Logger root() {
        // before the first logger is made: slf4j-jboss-logmanager and Jetty end up there
        System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
        return Logger.getLogger("");
    }
}
