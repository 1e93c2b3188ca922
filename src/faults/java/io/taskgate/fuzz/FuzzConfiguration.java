package io.taskgate.fuzz;

import java.net.URI;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The gateway's configuration in a run: routes of every kind, and caller limits that the fuzzer, a single
/// caller, does not reach. All other limits are those of the image.
final class FuzzConfiguration {

    static final String WEBHOOK_SECRET = "whsec_"
            + Base64.getEncoder().encodeToString(new byte[] {
                9, 81, 33, 70, 14, 55, 27, 98, 3, 77, 120, 41, 8, 66, 91, 17, 101, 2, 58, 39, 84, 113, 6, 29
            });
    static final String SOURCE = "fuzz";
    static final String MACHINES = "arn:aws:states:us-east-1:000000000000:stateMachine:";

    /// The roles, each of which has its own API key.
    static final List<String> ROLES =
            List.of("workflow", "worker", "operator-read", "operator-act", "author", "admin", "payload-read");

    private final Map<String, String> all = new TreeMap<>();

    private FuzzConfiguration() {}

    static Map<String, String> of(FuzzPlan plan, URI service) {
        FuzzConfiguration configuration = new FuzzConfiguration();
        configuration.gateway(plan);
        configuration.callbacks(service.toString());
        configuration.foreign();
        configuration.calls(service.toString());
        return configuration.all;
    }

    private void gateway(FuzzPlan plan) {
        all.put("taskgate.public-url", "https://gateway.invalid");
        all.put("taskgate.aws.ledger.create-table", "true");
        all.put("taskgate.aws.payloads.bucket", "taskgate-payloads");
        all.put("taskgate.events.queue", "callback-events");
        for (String caller : List.of("credential", "link", "anonymous")) {
            all.put("taskgate.limits." + caller + ".rate", "1000000");
            all.put("taskgate.limits." + caller + ".burst", "1000000");
            all.put("taskgate.limits." + caller + ".concurrency", "1000");
        }
        all.put("taskgate.limits.lockout.failures", "1000000");
        all.put("taskgate.quota.burst", "100000");
        all.put("taskgate.quota.rate", "100000");
        source("fuzz", SOURCE, "workflow,worker");
        source("acme", "acme.*", "worker");
        all.put("taskgate.events.sources.states.source", "aws.states");
        all.put("taskgate.events.sources.states.roles", "status");
        all.put("taskgate.links.keys.k1", base64(plan, "links"));
        all.put("taskgate.vault.keys.k1", base64(plan, "vault"));
        for (String role : ROLES) {
            all.put("taskgate.access.keys." + role + ".secret", plan.hexKey(role));
            all.put("taskgate.access.keys." + role + ".roles", role);
            all.put("taskgate.access.keys." + role + ".runners", MACHINES + "*");
        }
        all.put("taskgate.access.keys.shipping.secret", plan.hexKey("shipping"));
        all.put("taskgate.access.keys.shipping.roles", String.join(",", ROLES));
        all.put("taskgate.access.keys.shipping.services", "shipping");
    }

    private static String base64(FuzzPlan plan, String name) {
        return Base64.getEncoder().encodeToString(plan.key(name));
    }

    private void source(String name, String source, String roles) {
        String key = "taskgate.events.sources." + name + ".";
        all.put(key + "source", source);
        all.put(key + "roles", roles);
        all.put(key + "services", "*");
    }

    private void callbacks(String service) {
        String approve = event("orders", "approve");
        all.put(approve + "request.detail-type", "OrderApprovalRequested");
        all.put(approve + "request.shape", "{\"Parameters\": {\"orderId.$\": \"$.order.id\"}}");
        all.put(
                approve + "result.shape",
                "{\"ResultSelector\": {\"approved.$\": \"$.approved\", \"remark.$\": \"$.remark\"}}");
        all.put(approve + "result.budget", "32KiB");
        all.put(approve + "heartbeat", "30s");
        all.put(approve + "timeout", "1h");
        event("orders", "plain");
        all.put(event("orders", "short") + "timeout", "2s");
        all.put(event("orders", "quick") + "heartbeat", "3s");
        all.put(event("orders", "jsonata") + "result.shape", "{\"Output\": \"{% $states.result %}\"}");
        String reject = event("orders", "reject");
        for (String side : List.of("request", "result")) {
            all.put(reject + side + ".budget", "2KiB");
            all.put(reject + side + ".over-budget", "reject");
        }
        event("shipping", "send");
        all.put("taskgate.services.labels.url", service);
        String print = "taskgate.services.labels.operations.print.";
        all.put(print + "request.via", "http");
        all.put(print + "request.path", "/labels");
        all.put(print + "cancel.path", "/labels/{correlationKey}");
        all.put(print + "cancel.method", "DELETE");
        all.put("taskgate.services.jobs.url", service);
        String job = event("jobs", "run");
        all.put(job + "heartbeat", "4s");
        all.put(job + "probe.path", "/status/{correlationKey}");
        all.put(job + "probe.interval", "1s");
        all.put(job + "probe.outcome", "$.status");
        all.put(job + "probe.outcomes.RUNNING", "heartbeat");
        all.put(job + "probe.outcomes.DONE", "success");
        all.put(job + "probe.result", "$.result");
    }

    private void foreign() {
        String send = event("parcels", "send");
        all.put(send + "match.pattern", "{\"source\": [\"acme.parcels\"], \"detail-type\": [\"Parcel Moved\"]}");
        all.put(send + "match.key", "$.detail.parcel.id");
        all.put(send + "match.outcome", "$.detail.status");
        all.put(send + "match.outcomes.DELIVERED", "success");
        all.put(send + "match.outcomes.LOST", "failure");
        all.put(send + "match.outcomes.MOVING", "heartbeat");
        all.put(send + "match.result", "{% {'at': $states.input.detail.place} %}");
        for (String scheme : List.of("github", "stripe", "standard", "hmac")) {
            String route = event("payments", scheme);
            all.put(route + "webhook.scheme", scheme);
            all.put(route + "webhook.secret", WEBHOOK_SECRET);
            all.put(route + "match.key", "$.detail.order");
            all.put(route + "match.outcome", "$.detail.status");
            all.put(route + "match.outcomes.PAID", "success");
            all.put(route + "match.outcomes.DECLINED", "failure");
        }
    }

    private void calls(String service) {
        // Generous timeouts: the services share a machine with the fuzzer, so a slow response is not the
        // gateway's fault.
        for (String operation : List.of("quote", "any", "fetch", "large", "report")) {
            all.put("taskgate.services.prices.operations." + operation + ".call.timeout", "25s");
        }
        all.put("taskgate.services.prices.url", service);
        String quote = "taskgate.services.prices.operations.quote.";
        all.put(quote + "call.path", "/quotes");
        all.put(quote + "call.shape", "{\"Parameters\": {\"item.$\": \"$.item\"}}");
        all.put(quote + "response.shape", "{\"ResultSelector\": {\"price.$\": \"$.price\"}}");
        all.put("taskgate.services.prices.operations.any.call.path", "/quotes");
        String fetch = "taskgate.services.prices.operations.fetch.";
        all.put(fetch + "call.method", "GET");
        all.put(fetch + "call.path", "/quotes/{item}?currency={$.currency}");
        all.put(fetch + "call.headers.X-Customer", "customer {customer}");
        String large = "taskgate.services.prices.operations.large.";
        all.put(large + "call.path", "/quotes");
        all.put(large + "response.budget", "2KiB");
        String report = "taskgate.services.prices.operations.report.";
        all.put(report + "call.path", "/reports");
        all.put(report + "call.accepted.job", "$.reportId");
        all.put(report + "timeout", "10m");
    }

    /// @return the configuration prefix of its keys
    private String event(String service, String operation) {
        String prefix = "taskgate.services." + service + ".operations." + operation + ".";
        all.put(prefix + "request.via", "event");
        return prefix;
    }
}
