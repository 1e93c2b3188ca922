package io.taskgate.testing.gateway;

import java.net.URI;
import java.util.Map;

/// The routes for the tests.
///
/// | route | description |
/// |---|---|
/// | `orders.approve` | as in the sample: event, shapes, results of up to 32 KiB |
/// | `orders.plain`, `orders.review` | event, no shapes |
/// | `orders.merge` | event, the result is merged into the input as `$.approval` |
/// | `orders.refuse` | a budget of 2 KiB in each direction, more is rejected |
/// | `orders.fail` | a budget of 2 KiB in each direction, more fails the task |
/// | `orders.quick` | a heartbeat every second |
/// | `orders.short` | a time-out of one second |
/// | `billing.charge`, `.refused`, `.busy` | HTTP to the [OutputRecorder], which answers 202, 400, 503 |
/// | `billing.cancellable` | the same, and `DELETE /jobs/{correlationKey}` when the task is closed |
/// | `shipping.send` | another service |
/// | `batch.job` | a status page at the [OutputRecorder], polled every second, heartbeat 3 s |
/// | `parcels.send` | answered by events of `acme.parcels` |
/// | `parcels.back` | the same, but only events with `returned`, which match two routes |
/// | `parcels.scan` | answered by events `Parcel Scanned` of any source |
/// | `payments.github`, `.stripe`, `.standard`, `.hmac` | answered by webhooks signed in the scheme of that name |
/// | `payments.open` | answered by webhooks, events and keys |
public final class TestRoutes {

    public static final String EVENT = "OrderApprovalRequested";

    private TestRoutes() {}

    static void put(Map<String, String> all, URI service) {
        String approve = "taskgate.services.orders.operations.approve.";
        all.put(approve + "request.via", "event");
        all.put(approve + "request.detail-type", EVENT);
        all.put(
                approve + "request.shape",
                "{\"Parameters\": {\"orderId.$\": \"$.order.id\", \"customer.$\": \"$.order.customer\"}}");
        all.put(
                approve + "result.shape",
                "{\"ResultSelector\": {\"approved.$\": \"$.approved\", \"by.$\": \"$.by\", \"remark.$\":"
                        + " \"$.remark\"}}");
        all.put(approve + "result.budget", "32KiB");
        all.put(approve + "heartbeat", "30s");
        all.put(approve + "timeout", "1h");
        event(all, "orders", "plain");
        event(all, "orders", "review");
        event(all, "orders", "merge");
        all.put("taskgate.services.orders.operations.merge.result.headroom", "input");
        all.put("taskgate.services.orders.operations.merge.result.result-path", "$.approval");
        event(all, "orders", "quick");
        all.put("taskgate.services.orders.operations.quick.heartbeat", "1s");
        event(all, "orders", "short");
        all.put("taskgate.services.orders.operations.short.timeout", "1s");
        event(all, "shipping", "send");
        String cancellable = "taskgate.services.billing.operations.cancellable.";
        all.put(cancellable + "request.via", "http");
        all.put(cancellable + "request.path", "/jobs");
        all.put(cancellable + "cancel.path", "/jobs/{correlationKey}");
        all.put(cancellable + "cancel.method", "DELETE");
        String job = "taskgate.services.batch.operations.job.";
        all.put("taskgate.services.batch.url", service.toString());
        event(all, "batch", "job");
        all.put(job + "heartbeat", "3s");
        all.put(job + "probe.path", "/status/{correlationKey}");
        all.put(job + "probe.interval", "1s");
        all.put(job + "probe.outcome", "$.status");
        all.put(job + "probe.outcomes.RUNNING", "heartbeat");
        all.put(job + "probe.outcomes.DONE", "success");
        all.put(job + "probe.result", "$.result");
        all.put(job + "probe.progress", "$.percent");
        foreign(all);
        tight(all, "reject");
        tight(all, "fail");
        all.put("taskgate.services.billing.url", service.toString());
        for (String operation : new String[] {"charge", "refused", "busy"}) {
            String route = "taskgate.services.billing.operations." + operation + ".request.";
            all.put(route + "via", "http");
            all.put(route + "path", "/" + operation);
        }
    }

    public static final String WEBHOOK_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static void foreign(Map<String, String> all) {
        event(all, "parcels", "send");
        String send = "taskgate.services.parcels.operations.send.match.";
        all.put(send + "pattern", "{\"source\": [\"acme.parcels\"], \"detail-type\": [\"Parcel Moved\"]}");
        all.put(send + "key", "$.detail.parcel.id");
        all.put(send + "outcome", "$.detail.status");
        all.put(send + "outcomes.DELIVERED", "success");
        all.put(send + "outcomes.LOST", "failure");
        all.put(send + "outcomes.MOVING", "heartbeat");
        all.put(send + "outcomes.SEEN", "ignore");
        all.put(send + "cause", "$.detail.why");
        all.put(send + "result", "{% {'at': $states.input.detail.place, 'parcel': $states.input.detail.parcel.id} %}");
        all.put(send + "progress", "$.detail.place");
        event(all, "parcels", "back");
        String back = "taskgate.services.parcels.operations.back.match.";
        all.put(back + "pattern", "{\"source\": [\"acme.parcels\"], \"detail\": {\"returned\": [true]}}");
        all.put(back + "key", "States.Format('return-{}', $.detail.parcel.id)");
        event(all, "parcels", "scan");
        String scan = "taskgate.services.parcels.operations.scan.match.";
        all.put(scan + "pattern", "{\"detail-type\": [\"Parcel Scanned\"]}");
        all.put(scan + "key", "$.detail.parcel");
        for (String scheme : new String[] {"github", "stripe", "standard", "hmac"}) {
            event(all, "payments", scheme);
            String route = "taskgate.services.payments.operations." + scheme + ".";
            all.put(route + "webhook.scheme", scheme);
            all.put(route + "webhook.secret", WEBHOOK_SECRET);
            all.put(route + "match.key", "$.detail.order");
            all.put(route + "match.result", "$.detail.amount");
        }
        all.put("taskgate.services.payments.operations.github.match.pattern", "{\"detail\": {\"action\": [\"paid\"]}}");
        event(all, "payments", "open");
        String open = "taskgate.services.payments.operations.open.";
        all.put(open + "webhook.scheme", "hmac");
        all.put(open + "webhook.secret", WEBHOOK_SECRET);
        all.put(open + "webhook.also-answered-by", "events, keys");
        all.put(open + "match.key", "$.detail.order");
    }

    private static void event(Map<String, String> all, String service, String operation) {
        all.put("taskgate.services." + service + ".operations." + operation + ".request.via", "event");
    }

    private static void tight(Map<String, String> all, String overBudget) {
        String route = "taskgate.services.orders.operations." + overBudget + ".";
        event(all, "orders", overBudget);
        for (String side : new String[] {"request", "result"}) {
            all.put(route + side + ".budget", "2KiB");
            all.put(route + side + ".over-budget", overBudget);
        }
    }
}
