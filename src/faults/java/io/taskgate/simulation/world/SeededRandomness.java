package io.taskgate.simulation.world;

import java.security.Provider;
import java.security.SecureRandom;
import java.security.SecureRandomSpi;
import java.security.Security;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/// Makes `SecureRandom`, and with it `UUID`, follow the seed of a run, so that production code needs no hook.
/// It affects the whole JVM during a run, so a simulation needs its own JVM.
public final class SeededRandomness {

    private static final String NAME = "Simulation";
    private static final SecureRandom FALLBACK = new SecureRandom();
    private static final Provider PROVIDER = new SeededProvider();
    private static @Nullable RandomGenerator random;

    private SeededRandomness() {}

    public static void seed(long seed) {
        random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        Security.insertProviderAt(PROVIDER, 1);
    }

    public static void end() {
        random = null;
        Security.removeProvider(NAME);
    }

    private static final class SeededProvider extends Provider {
        private static final long serialVersionUID = 1L;

        private SeededProvider() {
            super(NAME, "1", "SecureRandom by the seed of a simulation");
            put("SecureRandom." + NAME, Seeded.class.getName());
        }
    }

    /// Instantiated by the provider.
    public static final class Seeded extends SecureRandomSpi {
        private static final long serialVersionUID = 1L;

        @Override
        protected void engineSetSeed(byte[] seed) {
            // The run's seed determines the values.
        }

        @Override
        protected void engineNextBytes(byte[] bytes) {
            RandomGenerator now = random;
            if (now == null) {
                // The JDK caches a generator, for example in UUID, for the lifetime of the JVM.
                FALLBACK.nextBytes(bytes);
            } else {
                now.nextBytes(bytes);
            }
        }

        @Override
        protected byte[] engineGenerateSeed(int count) {
            byte[] seed = new byte[count];
            engineNextBytes(seed);
            return seed;
        }
    }
}
