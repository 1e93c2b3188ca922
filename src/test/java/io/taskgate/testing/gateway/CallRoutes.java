package io.taskgate.testing.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.Map;

/// The routes of calls for the tests. Each has its own path, so that each test has its own service.
///
/// | route | difference |
/// |---|---|
/// | `quotes.fetch` | GET, a path and a header filled from the request, two retries |
/// | `quotes.create` | POST, errors by code and by status, one retry |
/// | `quotes.coded` | errors by the code itself |
/// | `quotes.shaped` | a shaped response with a budget of 2 KiB, more is checked in |
/// | `quotes.refuse` | a response with a budget of 2 KiB, more is rejected |
/// | `quotes.slow` | GET, a time-out of one second for each of two attempts |
/// | `quotes.slow-post` | POST, a time-out of one second |
/// | `quotes.storm` | a circuit that opens if half of four calls fail |
/// | `quotes.crowd` | two concurrent calls |
/// | `quotes.stuck` | forty concurrent calls, a time-out of one minute |
/// | `quotes.broken`, `.other` | no difference |
/// | `quotes.limited` | a request limit of 64 KiB |
/// | `quotes.long` | may answer 202 with a Location |
/// | `quotes.named` | answers 202 with the job in the body |
/// | `gone.any` | no service listens |
final class CallRoutes {

    private static final Socket NOBODYS = new Socket();

    private CallRoutes() {}

    static void put(Map<String, String> all, URI service) {
        all.put("taskgate.services.quotes.url", service.toString());
        call(all, "fetch", "method", "GET", "path", "/fetch/{id}?currency={$.money.currency}", "retries", "2");
        call(all, "fetch", "headers.X-Customer", "customer {customer}");
        call(all, "create", "path", "/create", "retries", "1", "errors.code", "$.error.code");
        call(all, "create", "errors.names.OUT_OF_STOCK", "Orders.OutOfStock", "errors.status.409", "Orders.Conflict");
        call(all, "create", "errors.status.5xx", "Orders.Down", "shape", "{\"Parameters\": {\"item.$\": \"$.item\"}}");
        call(all, "coded", "path", "/coded", "errors.code", "$.code");
        call(all, "shaped", "path", "/shaped");
        String shaped = "taskgate.services.quotes.operations.shaped.response.";
        all.put(shaped + "shape", "{\"ResultSelector\": {\"price.$\": \"$.price\", \"notes.$\": \"$.notes\"}}");
        all.put(shaped + "budget", "2KiB");
        call(all, "reject", "path", "/reject");
        all.put("taskgate.services.quotes.operations.reject.response.budget", "2KiB");
        all.put("taskgate.services.quotes.operations.reject.response.over-budget", "reject");
        call(all, "slow", "method", "GET", "path", "/slow", "timeout", "1s", "retries", "1");
        call(all, "slow-post", "path", "/slow-post", "timeout", "1s", "retries", "1");
        call(all, "storm", "path", "/storm", "circuit-breaker.requests", "4", "circuit-breaker.delay", "10m");
        call(all, "crowd", "path", "/crowd", "concurrency", "2");
        call(all, "stuck", "path", "/stuck", "timeout", "1m", "concurrency", "40");
        call(all, "broken", "path", "/broken");
        call(all, "other", "path", "/other", "concurrency", "500");
        call(all, "long", "path", "/long?from=x");
        call(all, "named", "path", "/named", "accepted.job", "$.jobId", "accepted.status", "/named/{job}");
        call(all, "limited", "path", "/limited", "max-response-size", "64KiB");
        for (String patient : new String[] {"create", "slow", "broken"}) {
            call(all, patient, "circuit-breaker.requests", "1000");
        }
        all.put("taskgate.services.gone.url", "http://127.0.0.1:" + unused());
        all.put("taskgate.services.gone.operations.any.call.path", "/any");
    }

    /// Services with authentication, each with the operation `any` at `/<service>`.
    static void proven(Map<String, String> all, URI service, URI secured) {
        any(all, "keyed", service, "type", "header", "name", "X-Service-Key", "secret", "the service's key");
        any(all, "tokened", service, "type", "oauth", "token-url", service + "/token", "client-id", "task gate");
        all.put("taskgate.services.tokened.auth.client-secret", "s&cret");
        all.put("taskgate.services.tokened.auth.scope", "quotes read");
        any(all, "untokened", service, "type", "oauth", "token-url", service + "/no-token", "client-id", "x");
        all.put("taskgate.services.untokened.auth.client-secret", "y");
        any(all, "signed", service, "type", "sigv4", "region", "eu-west-1");
        any(all, "mutual", secured);
        all.put("taskgate.services.mutual.tls", "mutual");
        any(all, "anonymous", secured);
        all.put("taskgate.services.anonymous.tls", "anonymous");
        any(all, "untrusted", secured);
        for (String name : new String[] {"mutual", "anonymous"}) {
            all.put("quarkus.tls." + name + ".trust-store.p12.path", "src/test/resources/tls/trusts-server.p12");
            all.put("quarkus.tls." + name + ".trust-store.p12.password", "changeit");
        }
        all.put("quarkus.tls.mutual.key-store.p12.path", "src/test/resources/tls/client.p12");
        all.put("quarkus.tls.mutual.key-store.p12.password", "changeit");
    }

    /// Services with authentication on every request. Each has the operation `job`, with a request at
    /// `/<service>/work`, a status page at `/<service>/status/{correlationKey}`, and a cancel call at
    /// `/<service>/cancel/{correlationKey}`.
    static void provenWork(Map<String, String> all, URI service, URI secured) {
        job(all, "work-keyed", service, "type", "header", "name", "X-Service-Key", "secret", "the service's key");
        job(all, "work-tokened", service, "type", "oauth", "token-url", service + "/work-token", "client-id", "x");
        all.put("taskgate.services.work-tokened.auth.client-secret", "y");
        job(all, "work-signed", service, "type", "sigv4");
        job(all, "work-mutual", secured);
        all.put("taskgate.services.work-mutual.tls", "mutual");
    }

    private static void job(Map<String, String> all, String service, URI url, String... auth) {
        any(all, service, url, auth);
        String job = "taskgate.services." + service + ".operations.job.";
        all.put(job + "request.via", "http");
        all.put(job + "request.path", "/" + service + "/work");
        all.put(job + "cancel.path", "/" + service + "/cancel/{correlationKey}");
        all.put(job + "heartbeat", "10s");
        all.put(job + "probe.path", "/" + service + "/status/{correlationKey}");
        all.put(job + "probe.interval", "1s");
        all.put(job + "probe.outcome", "$.status");
        all.put(job + "probe.outcomes.RUNNING", "heartbeat");
    }

    private static void any(Map<String, String> all, String service, URI url, String... auth) {
        String prefix = "taskgate.services." + service + ".";
        all.put(prefix + "url", url.toString());
        all.put(prefix + "operations.any.call.path", "/" + service);
        for (int i = 0; i < auth.length; i += 2) {
            all.put(prefix + "auth." + auth[i], auth[i + 1]);
        }
    }

    private static void call(Map<String, String> all, String operation, String... keysAndValues) {
        for (int i = 0; i < keysAndValues.length; i += 2) {
            all.put(
                    "taskgate.services.quotes.operations." + operation + ".call." + keysAndValues[i],
                    keysAndValues[i + 1]);
        }
    }

    /// The routes of the samples, as in the dev profile.
    ///
    /// @param pages the base URL of the status pages of `reports`
    static void samples(Map<String, String> all, URI service, URI pages) {
        crossing(all, service, pages);
        all.put("taskgate.services.prices.url", service.toString());
        String quote = "taskgate.services.prices.operations.quote.";
        all.put(quote + "call.path", "/quotes");
        all.put(quote + "call.shape", "{\"Parameters\": {\"item.$\": \"$.item\", \"quantity.$\": \"$.quantity\"}}");
        all.put(quote + "call.errors.code", "$.error.code");
        all.put(quote + "call.errors.names.OUT_OF_STOCK", "Prices.OutOfStock");
        all.put(
                quote + "response.shape",
                "{\"ResultSelector\": {\"price.$\": \"$.price\", \"currency.$\": \"$.currency\"}}");
        String report = "taskgate.services.prices.operations.report.";
        all.put(report + "call.path", "/reports");
        all.put(report + "call.accepted.job", "$.reportId");
        all.put(report + "timeout", "10m");
    }

    /// The routes of services that do not know taskgate. `parcels.send` is one of [TestRoutes].
    private static void crossing(Map<String, String> all, URI service, URI pages) {
        String capture = "taskgate.services.payments.operations.capture.";
        all.put(capture + "request.via", "event");
        all.put(capture + "webhook.scheme", "hmac");
        all.put(capture + "webhook.secret", TestRoutes.WEBHOOK_SECRET);
        all.put(capture + "match.key", "$.detail.order");
        all.put(capture + "match.outcome", "$.detail.status");
        all.put(capture + "match.outcomes.PAID", "success");
        all.put(capture + "match.outcomes.DECLINED", "failure");
        all.put("taskgate.services.labels.url", service.toString());
        String print = "taskgate.services.labels.operations.print.";
        all.put(print + "request.via", "http");
        all.put(print + "request.path", "/labels");
        all.put(print + "cancel.path", "/labels/{correlationKey}");
        all.put(print + "cancel.method", "DELETE");
        all.put("taskgate.services.reports.url", pages.toString());
        String render = "taskgate.services.reports.operations.render.";
        all.put(render + "request.via", "event");
        all.put(render + "probe.path", "/{correlationKey}.json");
        all.put(render + "probe.interval", "1s");
        all.put(render + "probe.outcome", "$.status");
        all.put(render + "probe.outcomes.RUNNING", "heartbeat");
        all.put(render + "probe.outcomes.DONE", "success");
        all.put(render + "probe.outcomes.BROKEN", "failure");
        all.put(render + "probe.result", "$.result");
        all.put(render + "heartbeat", "60s");
    }

    /// Reserves a port without a listener: it stays bound for the lifetime of the process.
    private static int unused() {
        try {
            if (!NOBODYS.isBound()) {
                NOBODYS.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            }
            return NOBODYS.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
