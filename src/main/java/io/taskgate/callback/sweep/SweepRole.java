package io.taskgate.callback.sweep;

/// The part that a process has in reading the due index, which all processes of a fleet share. Thread-safe.
public interface SweepRole {

    /// A part in reading the index.
    enum Share {
        /// Every shard in every pass: much is due.
        ALL,
        /// Each shard when its time has come: this process reads for the fleet.
        SCHEDULED,
        /// None: another process reads.
        NONE
    }

    /// Looks whether the part changes. May call the ledger.
    ///
    /// @param mayRead whether this process is able to sweep. One that is not takes no part, and asks the ledger in
    ///     every pass: the replies are what its clock is set by
    Share renew(boolean mayRead);

    /// The part that the last look found.
    Share current();

    /// Tells whether the last pass found more than one process should process.
    void passEnded(boolean isBusy);

    /// Asks for other processes to read too: this one finds more than it may process.
    void askForHelp();

    /// Gives the part to another process, before this one ends.
    void release();

    /// A process that reads every shard in every pass.
    SweepRole ALWAYS = new SweepRole() {
        @Override
        public Share renew(boolean mayRead) {
            return Share.ALL;
        }

        @Override
        public Share current() {
            return Share.ALL;
        }

        @Override
        public void passEnded(boolean isBusy) {
            // It reads all in any case.
        }

        @Override
        public void askForHelp() {
            // All read in any case.
        }

        @Override
        public void release() {
            // Nobody waits for it.
        }
    };
}
