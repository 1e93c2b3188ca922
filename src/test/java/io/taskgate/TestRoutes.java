package io.taskgate;

import java.net.URI;
import java.util.Map;

/// The routes that the tests use.
///
/// | route | what is special |
/// |---|---|
/// | `orders.approve` | the sample's: event, shapes, 32 KiB of result |
/// | `orders.plain`, `orders.review` | event, nothing shaped |
/// | `orders.merge` | event, the result is merged into the input as `$.approval` |
/// | `orders.refuse` | 2 KiB each way, more is refused |
/// | `orders.fail` | 2 KiB each way, more fails the task |
/// | `orders.quick` | a heartbeat every second |
/// | `orders.short` | a second of work |
/// | `billing.charge`, `.refused`, `.busy` | HTTP to the [Recorder], which answers 202, 400, 503 |
/// | `shipping.send` | another service |
final class TestRoutes {

    static final String EVENT = "OrderApprovalRequested";

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
                "{\"ResultSelector\": {\"approved.$\": \"$.approved\", \"by.$\": \"$.by\", \"remark.$\": \"$.remark\"}}");
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
        tight(all, "refuse");
        tight(all, "fail");
        all.put("taskgate.services.billing.url", service.toString());
        for (String operation : new String[] {"charge", "refused", "busy"}) {
            String route = "taskgate.services.billing.operations." + operation + ".request.";
            all.put(route + "via", "http");
            all.put(route + "path", "/" + operation);
        }
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
