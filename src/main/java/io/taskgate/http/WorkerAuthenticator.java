package io.taskgate.http;

import io.taskgate.callback.identity.CorrelationKeyRule;
import io.taskgate.callback.link.CallbackAddress;
import io.taskgate.callback.link.LinkSigner;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.http.access.Grant;
import io.taskgate.http.auth.AuthenticatedCaller;
import io.taskgate.http.problem.ProblemException;
import io.taskgate.http.problem.ProblemType;
import io.taskgate.route.AnswerChannel;
import io.taskgate.route.RouteRegistry;
import jakarta.inject.Singleton;
import java.util.Optional;

/// Authorizes the answers of workers: by the signature of a link, or by a grant. Callbacks without permission
/// look unknown.
@Singleton
final class WorkerAuthenticator {

    private final AuthenticatedCaller caller;
    private final RouteRegistry routes;

    WorkerAuthenticator(AuthenticatedCaller caller, RouteRegistry routes) {
        this.caller = caller;
        this.routes = routes;
    }

    CallbackAddress byId(String id) {
        CallbackId of = CallbackId.parse(id).orElseThrow(ProblemException::noSuchCallback);
        Optional<LinkSigner.Verification> link = caller.link();
        if (link.isEmpty()) {
            Grant grant = caller.grant();
            return new CallbackAddress.ById(
                    of,
                    callback -> callback.tenant().equals(grant.tenant())
                            && grant.covers(callback.service(), callback.operation())
                            && routes.allows(callback.service(), callback.operation(), AnswerChannel.KEYS));
        }
        return switch (link.get()) {
            case LinkSigner.Verification.Valid genuine -> byLink(of, genuine.claim());
            case LinkSigner.Verification.Expired expired ->
                throw ProblemException.of(ProblemType.FORBIDDEN, "The link expired at " + expired.at() + ".");
            case LinkSigner.Verification.Invalid forged -> throw ProblemException.noSuchCallback();
        };
    }

    private CallbackAddress byLink(CallbackId id, LinkSigner.Claim claim) {
        if (!routes.allows(claim.service(), claim.operation(), AnswerChannel.LINKS)) {
            throw ProblemException.noSuchCallback();
        }
        return new CallbackAddress.ByLink(id, claim);
    }

    CallbackAddress byKey(String service, String operation, String key) {
        CorrelationKeyRule.problem(key).ifPresent(problem -> {
            throw ProblemException.invalid("key", problem);
        });
        if (routes.find(service, operation).isEmpty()
                || !caller.grant().covers(service, operation)
                || !routes.allows(service, operation, AnswerChannel.KEYS)) {
            throw ProblemException.denied("Unknown route, or the caller lacks permission.");
        }
        return new CallbackAddress.ByKey(caller.grant().tenant(), service, operation, key);
    }
}
