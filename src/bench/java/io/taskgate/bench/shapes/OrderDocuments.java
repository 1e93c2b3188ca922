package io.taskgate.bench.shapes;

/// Generates order lists and single orders as compact JSON, as services send them.
final class OrderDocuments {

    private OrderDocuments() {}

    static String list(int bytes) {
        JsonTextWriter json = new JsonTextWriter(20260801);
        json.raw(
                "{\"meta\":{\"source\":\"shop\",\"page\":1,\"exported\":\"2026-08-01T10:00:00Z\"},\"customer\":{\"id\":\"c-7\","
                        + "\"name\":\"" + json.name() + "\"},\"orders\":[");
        JsonTextWriter report = new JsonTextWriter(7);
        for (int i = 0; json.length() + report.length() < bytes * 0.97; i++) {
            json.raw(i == 0 ? "" : ",");
            order(json, i, 25);
            if (i % 2 == 0) {
                report.raw((i == 0 ? "" : ",") + "{\"day\":\"2026-07-" + (10 + i % 20) + "\",\"orders\":"
                        + report.below(500) + ",\"turnover\":" + report.money() + ",\"note\":\"" + report.prose(12)
                        + "\"}");
            }
        }
        return json.raw("],\"report\":[").raw(report.toString()).raw("]}").toString();
    }

    static String single() {
        JsonTextWriter json = new JsonTextWriter(20260802);
        order(json, 0, 85);
        return json.toString();
    }

    private static void order(JsonTextWriter json, int i, int noteWords) {
        json.raw("{\"id\":\"order-").raw(json.digits(8)).raw("\",\"number\":").raw(String.valueOf(i));
        json.raw(",\"status\":\"")
                .raw(i % 3 == 0 ? "OPEN" : "SHIPPED")
                .raw("\",\"total\":")
                .raw(json.money());
        json.raw(",\"customer\":{\"id\":\"c-")
                .raw(json.digits(5))
                .raw("\",\"name\":\"")
                .raw(json.name());
        json.raw("\",\"email\":\"someone")
                .raw(json.digits(4))
                .raw("@example.org\",\"vip\":")
                .raw(i % 5 == 0 ? "true" : "false");
        json.raw("},\"address\":{\"street\":\"")
                .raw(json.prose(2))
                .raw("\",\"zip\":\"")
                .raw(json.digits(5));
        json.raw("\",\"city\":\"Köln\",\"country\":\"DE\",\"hint\":null},\"lines\":[");
        int lines = 1 + json.below(3);
        for (int line = 0; line < lines; line++) {
            json.raw(line == 0 ? "" : ",")
                    .raw("{\"sku\":\"S-")
                    .raw(json.digits(6))
                    .raw("\",\"qty\":");
            json.raw(String.valueOf(1 + json.below(9)))
                    .raw(",\"price\":")
                    .raw(json.money())
                    .raw(",\"text\":\"");
            json.raw(json.prose(6)).raw("\"}");
        }
        json.raw("],\"note\":\"").raw(json.prose(noteWords)).raw("\",\"history\":[");
        for (int event = 0; event < 4; event++) {
            json.raw(event == 0 ? "" : ",")
                    .raw("{\"at\":\"2026-07-1")
                    .raw(json.digits(1))
                    .raw("T10:0");
            json.raw(String.valueOf(event))
                    .raw(":00Z\",\"by\":\"system\",\"event\":\"")
                    .raw(json.prose(3))
                    .raw("\"}");
        }
        json.raw("]}");
    }
}
