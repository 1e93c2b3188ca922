package io.taskgate.testing;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;

/// Records all log messages and stack traces while it is open.
public final class LogTrap implements AutoCloseable {

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Handler handler = new Keeping();

    public static LogTrap open() {
        LogTrap trap = new LogTrap();
        Logger.getLogger("").addHandler(trap.handler);
        return trap;
    }

    public List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void close() {
        Logger.getLogger("").removeHandler(handler);
    }

    private final class Keeping extends Handler {
        @Override
        public void publish(LogRecord logged) {
            StringWriter line = new StringWriter();
            line.append(logged instanceof ExtLogRecord extended ? extended.getFormattedMessage() : logged.getMessage());
            if (logged.getThrown() != null) {
                logged.getThrown().printStackTrace(new PrintWriter(line, true));
            }
            lines.add(line.toString());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
