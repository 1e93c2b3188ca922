package io.taskgate;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/// How long tests wait where they don't say. On a busy machine what goes well may take longer than Awaitility's own
/// 10 s, and only what does not go well is waited for to the end.
public final class Patience implements LauncherSessionListener {

    /// A test that uses the JDK's HTTP client may load it before the gateway does, which sets this for itself.
    static {
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
    }

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Awaitility.setDefaultTimeout(Duration.ofMinutes(1));
    }
}
