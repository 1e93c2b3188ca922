package io.taskgate.standin.sample;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.wire.WireReply;
import io.taskgate.standin.wire.WireRequest;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// The services of the samples: `prices` quotes a price synchronously, and creates a long-running report;
/// `labels` accepts print requests, which can be cancelled. They are not aware of AWS.
public final class SampleService {

    public static final String ROOT = "/_local/service";
    private static final String JSON = "application/json";
    private static final String REPORTS = ROOT + "/reports/";
    private static final String LABELS = ROOT + "/labels/";

    /// More than a state should carry.
    private static final int TERMS = 20_000;

    /// The status of each label by its correlation key.
    private final Map<String, String> labels = new ConcurrentHashMap<>();

    private final Set<String> underWay = ConcurrentHashMap.newKeySet();

    public WireReply serve(WireRequest request) throws IOException {
        String asked = request.method() + " " + request.path();
        return switch (asked) {
            case "POST " + ROOT + "/quotes" ->
                quote(StatesJson.parsed(request.body().text()));
            case "POST " + ROOT + "/reports" -> report();
            case "POST " + ROOT + "/labels" -> {
                String key = StatesJson.parsed(request.body().text())
                        .path("correlationKey")
                        .asText();
                labels.put(key, "PRINTING");
                yield label(key);
            }
            default -> one(request.method(), request.path());
        };
    }

    private WireReply one(String method, String path) {
        if (method.equals("GET") && path.startsWith(REPORTS)) {
            return status(path.substring(REPORTS.length()));
        }
        if (path.startsWith(LABELS)) {
            String key = path.substring(LABELS.length());
            if (method.equals("DELETE")) {
                labels.replace(key, "CALLED_OFF");
            }
            return label(key);
        }
        return WireReply.of(404, JSON, "{}");
    }

    private WireReply label(String key) {
        String status = labels.get(key);
        return status == null
                ? WireReply.of(404, JSON, "{}")
                : WireReply.of(
                        200,
                        JSON,
                        StatesJson.object()
                                .put("label", key)
                                .put("status", status)
                                .toString());
    }

    private static WireReply quote(JsonNode asked) {
        String item = asked.path("item").asText();
        if (item.equals("unicorn")) {
            return WireReply.of(409, JSON, "{\"error\": {\"code\": \"OUT_OF_STOCK\", \"message\": \"out of stock\"}}");
        }
        return WireReply.of(
                200,
                JSON,
                StatesJson.object()
                        .put("item", item)
                        .put("price", 10 * asked.path("quantity").asInt(1))
                        .put("currency", "EUR")
                        .put("terms", "t".repeat(TERMS))
                        .toString());
    }

    private WireReply report() {
        String id = "report-" + UUID.randomUUID().toString().substring(0, 8);
        underWay.add(id);
        return WireReply.of(202, JSON, StatesJson.object().put("reportId", id).toString())
                .with("Location", REPORTS + id);
    }

    /// Ready with the second request.
    private WireReply status(String id) {
        return underWay.remove(id)
                ? WireReply.of(
                        202, JSON, StatesJson.object().put("reportId", id).toString())
                : WireReply.of(
                        200,
                        JSON,
                        StatesJson.object()
                                .put("reportId", id)
                                .put("rows", 1000)
                                .toString());
    }
}
