package io.taskgate.bench;

import java.io.IOException;
import java.time.Duration;

/// One of the two systems under comparison.
interface Contender {

    /// Registers callbacks until the limit of the phase.
    Phase register(int count, Duration most) throws IOException, InterruptedException;

    /// Settles the callbacks of the preceding registration phase.
    Phase settle(int count, Duration most) throws IOException, InterruptedException;

    /// The figures of a phase.
    ///
    /// @param cpu the contender's CPU time without its JIT compiler
    /// @param p99 the 99th percentile of the latency in milliseconds; 0 if not measured
    record Phase(int done, double seconds, Duration cpu, double p99) {

        /// Returns the callbacks per second.
        double rate() {
            return done / seconds;
        }

        /// Returns the CPU time per callback in microseconds.
        double cpuEach() {
            return cpu.toNanos() / 1e3 / done;
        }
    }
}
