package io.taskgate.callback.identity;

/// The key that callback IDs are derived with: 32 bytes. Another key gives every correlation another ID, so it
/// does not rotate.
public record CallbackIdKey(byte[] secret) {

    @Override
    public String toString() {
        return "CallbackIdKey";
    }
}
