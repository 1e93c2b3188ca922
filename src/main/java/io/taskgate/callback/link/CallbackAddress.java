package io.taskgate.callback.link;

import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackId;
import java.util.function.Predicate;

/// The address of a callback as a worker gives it, and the worker's right to answer.
public sealed interface CallbackAddress {

    /// A callback by a valid link.
    record ByLink(CallbackId id, LinkSigner.Claim claim) implements CallbackAddress {}

    /// A callback by its ID, with an API key.
    ///
    /// @param visible whether this caller may see the record; checked before anything of it is returned
    record ById(CallbackId id, Predicate<Callback> visible) implements CallbackAddress {}

    /// A callback by its correlation key. The caller has a grant for the service and operation.
    record ByKey(String tenant, String service, String operation, String correlationKey) implements CallbackAddress {}

    /// Returns whether this address answers for the current generation: a strict link answers for its own
    /// generation only.
    default boolean mayAnswer(Callback current) {
        return !(this instanceof ByLink link)
                || !link.claim().strict()
                || link.claim().generation() == current.generation();
    }

    /// Returns whether the caller may see the record. A revoked link is treated as a forged one.
    default boolean mayShow(Callback callback) {
        return switch (this) {
            case ByLink byLink -> byLink.claim().generation() > callback.revokedLinks();
            case ById byId -> byId.visible().test(callback);
            case ByKey byKey -> true;
        };
    }
}
