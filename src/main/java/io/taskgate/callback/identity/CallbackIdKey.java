package io.taskgate.callback.identity;

/// What callback ids are derived with: 32 bytes. Another key gives every correlation another id, so it does not
/// rotate.
public record CallbackIdKey(byte[] secret) {

    @Override
    public String toString() {
        return "CallbackIdKey";
    }
}
