package io.taskgate.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/// Sets the default timeout and poll interval of Awaitility for all tests. On a busy machine, a correct
/// result may take longer than Awaitility's own 10 s; only failing tests wait that long. Most results are
/// available within milliseconds, so Awaitility's own poll interval of 100 ms would make hundreds of tests
/// slow.
public final class TestTimeouts implements LauncherSessionListener {

    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final Duration LOOK = Duration.ofMillis(20);

    /// Sets the JDK's HTTP client property, because a test may load the client before the gateway sets it.
    static {
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
    }

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        set();
    }

    /// Applies to the class loader of the caller: a `@QuarkusTest` has its own copy of Awaitility.
    public static void set() {
        Awaitility.setDefaultTimeout(LONGEST);
        Awaitility.setDefaultPollInterval(LOOK);
        Awaitility.setDefaultPollDelay(LOOK);
    }
}
