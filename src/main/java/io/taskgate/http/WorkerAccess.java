package io.taskgate.http;

import io.taskgate.callback.Address;
import io.taskgate.callback.CallbackId;
import io.taskgate.callback.CorrelationKeys;
import io.taskgate.callback.Links;
import io.taskgate.http.auth.Caller;
import io.taskgate.http.auth.Grant;
import io.taskgate.route.AnswerChannel;
import io.taskgate.route.RouteRegistry;
import jakarta.inject.Singleton;
import java.util.Optional;

/// Tells what a worker may answer: by its link's signature, or by its grant. What may not be shown looks like
/// what is not there.
@Singleton
final class WorkerAccess {

    private final Caller caller;
    private final RouteRegistry routes;

    WorkerAccess(Caller caller, RouteRegistry routes) {
        this.caller = caller;
        this.routes = routes;
    }

    Address byId(String id) {
        CallbackId of = CallbackId.parse(id).orElseThrow(ProblemException::noSuchCallback);
        Optional<Links.Check> link = caller.link();
        if (link.isEmpty()) {
            Grant grant = caller.grant();
            return new Address.ById(
                    of,
                    callback -> callback.tenant().equals(grant.tenant())
                            && grant.covers(callback.service(), callback.operation())
                            && routes.isAnsweredBy(callback.service(), callback.operation(), AnswerChannel.KEYS));
        }
        return switch (link.get()) {
            case Links.Check.Genuine genuine -> byLink(of, genuine.claim());
            case Links.Check.Expired expired ->
                throw ProblemException.of(Slug.FORBIDDEN, "the link expired at " + expired.at());
            case Links.Check.Forged forged -> throw ProblemException.noSuchCallback();
        };
    }

    private Address byLink(CallbackId id, Links.Claim claim) {
        if (!routes.isAnsweredBy(claim.service(), claim.operation(), AnswerChannel.LINKS)) {
            throw ProblemException.noSuchCallback();
        }
        return new Address.ByLink(id, claim);
    }

    Address byKey(String service, String operation, String key) {
        CorrelationKeys.problem(key).ifPresent(problem -> {
            throw ProblemException.invalid("key", problem);
        });
        if (routes.find(service, operation).isEmpty()
                || !caller.grant().covers(service, operation)
                || !routes.isAnsweredBy(service, operation, AnswerChannel.KEYS)) {
            throw ProblemException.of(Slug.NOT_FOUND, "there is no such route, or it is not for this caller");
        }
        return new Address.ByKey(caller.grant().tenant(), service, operation, key);
    }
}
