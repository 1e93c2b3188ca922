package io.taskgate.http;

import io.taskgate.callback.Address;
import io.taskgate.callback.CallbackId;
import io.taskgate.callback.CorrelationKeys;
import io.taskgate.callback.Links;
import io.taskgate.route.Routes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Tells what a worker may answer: by its link's signature, or by an API key. What may not be shown looks like what is
/// not there.
@Singleton
final class WorkerAccess {

    private final Links links;
    private final Access access;
    private final Routes routes;

    WorkerAccess(Links links, Access access, Routes routes) {
        this.links = links;
        this.access = access;
        this.routes = routes;
    }

    Address byId(String id, @Nullable String signatureInLink, HttpHeaders headers) {
        String inHeader = headers.getHeaderString("Callback-Signature");
        String signature = signatureInLink == null ? inHeader : signatureInLink;
        Optional<CallbackId> known = CallbackId.parse(id);
        if (signature == null) {
            Grant grant = access.require(headers, Role.WORKER);
            return new Address.ById(
                    known.orElseThrow(ProblemException::noSuchCallback),
                    callback -> grant.covers(callback.service(), callback.operation()));
        }
        CallbackId of = known.orElseThrow(ProblemException::noSuchCallback);
        return switch (links.check(of, signature)) {
            case Links.Check.Genuine genuine -> new Address.ByLink(of, genuine.claim());
            case Links.Check.Expired expired ->
                throw ProblemException.of(Slug.FORBIDDEN, "the link expired at " + expired.at());
            case Links.Check.Forged forged -> throw ProblemException.noSuchCallback();
        };
    }

    Address byKey(String service, String operation, String key, HttpHeaders headers) {
        Grant grant = access.require(headers, Role.WORKER);
        CorrelationKeys.problem(key).ifPresent(problem -> {
            throw ProblemException.invalid("key", problem);
        });
        if (routes.find(service, operation).isEmpty() || !grant.covers(service, operation)) {
            throw ProblemException.of(Slug.NOT_FOUND, "there is no such route, or it is not for this key");
        }
        return new Address.ByKey(service, operation, key);
    }
}
