package io.taskgate.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/// How long tests wait, and how often they look, where they don't say. On a busy machine what goes well may
/// take longer
/// than Awaitility's own 10 s, and only what does not go well is waited for to the end. What goes well is
/// mostly there
/// within milliseconds: at Awaitility's own 100 ms for each look, hundreds of tests would do little but wait
/// for the next.
public final class TestTimeouts implements LauncherSessionListener {

    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final Duration LOOK = Duration.ofMillis(20);

    /// A test that uses the JDK's HTTP client may load it before the gateway does, which sets this for itself.
    static {
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
    }

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        set();
    }

    /// For the class loader that asks: a `@QuarkusTest` has an Awaitility of its own.
    public static void set() {
        Awaitility.setDefaultTimeout(LONGEST);
        Awaitility.setDefaultPollInterval(LOOK);
        Awaitility.setDefaultPollDelay(LOOK);
    }
}
