package io.taskgate.testing;

/// The size of a test that finds more the longer it runs: small in each build, full in the nightly run
/// (`.ci/nightly`), which sets the property `sizes` to `full`.
public final class TestSize {

    private static final boolean FULL = "full".equals(System.getProperty("sizes"));

    private TestSize() {}

    public static int of(int full, int quick) {
        return FULL ? full : quick;
    }
}
