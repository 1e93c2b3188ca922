package io.taskgate.payload.claimcheck;

/// Provides the payload store of each owner. Thread-safe.
public interface PayloadStoreProvider {

    /// Returns the store of one owner. It does not know the references of other owners.
    PayloadStore of(PayloadOwner owner);
}
