package io.taskgate.callback.link;

import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackId;
import java.util.function.Predicate;

/// Which callback a worker means, and what entitles it.
public sealed interface CallbackAddress {

    /// By a genuine link.
    record ByLink(CallbackId id, LinkSigner.Claim claim) implements CallbackAddress {}

    /// By id, with a key.
    ///
    /// @param visible whether this caller may see the record; asked before anything is told of it
    record ById(CallbackId id, Predicate<Callback> visible) implements CallbackAddress {}

    /// By business key. The caller is entitled to the service and operation.
    record ByKey(String tenant, String service, String operation, String correlationKey) implements CallbackAddress {}

    /// Whether it answers for this record as it stands: a strict link speaks for its own generation only.
    default boolean speaksFor(Callback standing) {
        return !(this instanceof ByLink link)
                || !link.claim().strict()
                || link.claim().generation() == standing.generation();
    }

    /// Whether its caller may learn of the record. A revoked link is as good as a forged one.
    default boolean mayShow(Callback callback) {
        return switch (this) {
            case ByLink byLink -> byLink.claim().generation() > callback.revokedLinks();
            case ById byId -> byId.visible().test(callback);
            case ByKey byKey -> true;
        };
    }
}
