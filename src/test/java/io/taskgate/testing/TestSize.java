package io.taskgate.testing;

/// How much a test does that finds the more the longer it runs: less in each verification, and all in the
/// nightly run (`.ci/nightly`), which sets the property `sizes` to `full`.
public final class TestSize {

    private static final boolean FULL = "full".equals(System.getProperty("sizes"));

    private TestSize() {}

    public static int of(int full, int quick) {
        return FULL ? full : quick;
    }
}
