package io.taskgate.bench.shapes;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// A document and the selection from it, as ASL paths by name. Generated identically each time.
enum ShapeWorkload {
    BODY(
            "1.4 KB order",
            OrderDocuments::single,
            paths("id", "$.id", "name", "$.customer.name", "line", "$.lines[0].sku")),
    ORDERS_10K_PLAIN("orders 10 KB, plain paths", () -> OrderDocuments.list(10_000), Constants.PLAIN),
    ORDERS_10K("orders 10 KB", () -> OrderDocuments.list(10_000), Constants.MIXED),
    ORDERS_200K_PLAIN("orders 200 KB, plain paths", () -> OrderDocuments.list(200_000), Constants.PLAIN),
    ORDERS_200K("orders 200 KB", () -> OrderDocuments.list(200_000), Constants.MIXED),
    ORDERS_5M_PLAIN("orders 5 MB, plain paths", () -> OrderDocuments.list(5_000_000), Constants.PLAIN),
    ORDERS_5M("orders 5 MB", () -> OrderDocuments.list(5_000_000), Constants.MIXED),
    TWITTER(
            "twitter.json-like",
            PublicDatasets::twitter,
            paths(
                    "ids", "$.statuses[*].id_str",
                    "users", "$.statuses[*].user.screen_name",
                    "texts", "$.statuses[*].text",
                    "meta", "$.search_metadata")),
    CITM(
            "citm_catalog.json-like",
            PublicDatasets::citm,
            paths(
                    "performances", "$.performances[*]['id','eventId','start']",
                    "prices", "$.performances[*].prices[*].amount",
                    "areas", "$.areaNames",
                    "venues", "$.venueNames"));

    /// Returns the workloads with a goal.
    static final List<ShapeWorkload> GOALS = List.of(ORDERS_200K, ORDERS_5M, TWITTER, CITM);

    private static final class Constants {
        static final Map<String, String> PLAIN = paths(
                "customer", "$.customer", "first", "$.orders[0].lines[0]", "meta", "$.meta", "report", "$.report");
        static final Map<String, String> MIXED = paths(
                "ids", "$.orders[*].id",
                "totals", "$.orders[*].total",
                "customers", "$.orders[*].customer['id','name','email']",
                "customer", "$.customer",
                "first", "$.orders[0].lines[0]",
                "meta", "$.meta");
    }

    final String title;
    final Map<String, String> paths;
    private final Supplier<String> text;

    ShapeWorkload(String title, Supplier<String> text, Map<String, String> paths) {
        this.title = title;
        this.text = text;
        this.paths = paths;
    }

    /// The workloads to measure.
    ///
    /// @param quick whether to return only the workloads with a goal
    static List<ShapeWorkload> measured(boolean quick) {
        return Stream.of(values())
                .filter(work -> !quick || work == BODY || GOALS.contains(work))
                .toList();
    }

    byte[] document() {
        return text.get().getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, String> paths(String... namesAndPaths) {
        Map<String, String> paths = new LinkedHashMap<>();
        for (int i = 0; i < namesAndPaths.length; i += 2) {
            paths.put(namesAndPaths[i], namesAndPaths[i + 1]);
        }
        return paths;
    }
}
