package io.taskgate.batch.ledger;

/// A listener to the changes of batches that this process writes. It must neither block nor throw.
@FunctionalInterface
public interface BatchListener {

    /// Called after a batch was created or saved.
    void changed(Batch batch);
}
