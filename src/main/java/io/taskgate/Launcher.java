package io.taskgate;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/// The main class. The build compiles it for Java 17, so that an older Java gets a message: Quarkus would end with
/// status 1 and without any output, because logging is not configured when the first newer class fails to load.
@QuarkusMain
public final class Launcher {

    private static final int JAVA = 25;

    private Launcher() {}

    public static void main(String... arguments) {
        if (Runtime.version().feature() < JAVA) {
            System.err.println("taskgate needs Java " + JAVA + " or newer, and this is Java " + Runtime.version() + " ("
                    + System.getProperty("java.home") + "). Set JAVA_HOME or PATH to a newer one.");
            System.exit(1);
        }
        Quarkus.run(arguments);
    }
}
