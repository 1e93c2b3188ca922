package io.taskgate.callback.ledger;

import io.taskgate.callback.model.Callback;

/// A listener to the changes of callbacks that this process writes. It must neither block nor throw.
@FunctionalInterface
public interface CallbackListener {

    /// Called after a callback was created, came into another state or got a new generation.
    void changed(Callback callback);
}
