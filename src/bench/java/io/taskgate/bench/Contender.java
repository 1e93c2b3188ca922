package io.taskgate.bench;

import java.io.IOException;
import java.time.Duration;

/// One of the two that are compared.
interface Contender {

    /// Registers as many callbacks as there is time for.
    Phase register(int count, Duration most) throws IOException, InterruptedException;

    /// Settles those that were just registered.
    Phase settle(int count, Duration most) throws IOException, InterruptedException;

    /// The figures of a phase.
    ///
    /// @param cpu the processor time of the contender, without its JIT compiler's
    /// @param p99 milliseconds; 0 if it was not measured
    record Phase(int done, double seconds, Duration cpu, double p99) {

        /// Callbacks a second.
        double rate() {
            return done / seconds;
        }

        /// Microseconds of processor a callback.
        double cpuEach() {
            return cpu.toNanos() / 1e3 / done;
        }
    }
}
