package io.taskgate.standin;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.wire.Reply;
import io.taskgate.standin.wire.Request;
import java.io.IOException;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// The service that the samples call, `prices`: it quotes a price at once, and makes a report that takes its time. It
/// knows nothing of AWS or of taskgate.
final class SampleService {

    static final String ROOT = "/_local/service";
    private static final String JSON = "application/json";
    private static final String REPORTS = ROOT + "/reports/";

    /// More than a state should carry.
    private static final int TERMS = 20_000;

    private final Set<String> underWay = ConcurrentHashMap.newKeySet();

    Reply serve(Request request) throws IOException {
        String asked = request.method() + " " + request.path();
        return switch (asked) {
            case "POST " + ROOT + "/quotes" -> quote(Json.parsed(request.body().text()));
            case "POST " + ROOT + "/reports" -> report();
            default ->
                asked.startsWith("GET " + REPORTS)
                        ? status(request.path().substring(REPORTS.length()))
                        : Reply.of(404, JSON, "{}");
        };
    }

    private static Reply quote(JsonNode asked) {
        String item = asked.path("item").asText();
        if (item.equals("unicorn")) {
            return Reply.of(409, JSON, "{\"error\": {\"code\": \"OUT_OF_STOCK\", \"message\": \"there are none\"}}");
        }
        return Reply.of(
                200,
                JSON,
                Json.object()
                        .put("item", item)
                        .put("price", 10 * asked.path("quantity").asInt(1))
                        .put("currency", "EUR")
                        .put("terms", "t".repeat(TERMS))
                        .toString());
    }

    private Reply report() {
        String id = "report-" + UUID.randomUUID().toString().substring(0, 8);
        underWay.add(id);
        return Reply.of(202, JSON, Json.object().put("reportId", id).toString()).with("Location", REPORTS + id);
    }

    /// Ready when it is asked for the second time.
    private Reply status(String id) {
        return underWay.remove(id)
                ? Reply.of(202, JSON, Json.object().put("reportId", id).toString())
                : Reply.of(
                        200,
                        JSON,
                        Json.object().put("reportId", id).put("rows", 1000).toString());
    }
}
