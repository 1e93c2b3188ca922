package io.taskgate.payload.claimcheck;

/// The claim check of all owners. Safe for many threads.
public interface PayloadStoreProvider {

    /// The payloads of one owner. References to another owner's are unknown to it.
    PayloadStore of(PayloadOwner owner);
}
