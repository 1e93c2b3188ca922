package io.taskgate.fuzz;

import io.taskgate.fuzz.LaneState.Registered;
import io.taskgate.fuzz.wire.RawClient;
import io.taskgate.fuzz.wire.RawRequest;
import io.taskgate.fuzz.wire.RawRequest.Framing;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// The requests of a security review that ended or stalled an earlier build.
final class KillRequests {

    private static final String SMALL_OBJECTS = "{\"a\":{\"b\":1}},".repeat(70_000) + "1";
    private static final List<String> EXPRESSIONS = List.of(
            "$zip([1..500000],[1..500000],[1..500000])",
            "$fromMillis(1,\\\"[Y,*-1000000000]\\\")",
            "$toMillis(\\\"1\\\",\\\"[Y,*-1000000000]\\\")",
            "$formatNumber(1,\\\"#0.0000000000000000000000000000000000000000000000000000000000000000000000000\\\")",
            "$shuffle([1..1000000])",
            "$sort([1..500000])",
            "$map([1..1000000], function($v){$v & 'x'})",
            "($f := function($n){$f($n + 1) + 1}; $f(0))",
            "$match('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', /^(a+)+$/)",
            "$pad('x', 2000000000)",
            "$join([1..900000].('yyyyyyyyyyyyyyyyyyyyyyyy'))");
    private static final int HALF_BODIES = 64;

    private static final String EXPRESSION = "review 5, 8: an expression that uses much memory or time";
    private static final String HEARTBEAT = "review 6: a heartbeat with many small objects";
    private static final String PREVIEW = "review 6: a preview with many small objects";
    private static final String EVENT = "review 6: an event with many small objects";
    private static final String TIMES = "review 7: times without an order";
    private static final String DOTS = "review 12: dots as a correlation key";
    private static final String MATRIX = "review 13: matrix parameters";
    private static final String OVERFLOW = "review 20: times that overflow";
    private static final String PATHS = "review 21: paths as metric tags";

    /// The names of all requests. The request of finding 9 is sent once ([#halfBodies]).
    static final List<String> NAMES =
            List.of(EXPRESSION, HEARTBEAT, PREVIEW, EVENT, TIMES, DOTS, MATRIX, OVERFLOW, PATHS);

    private final FuzzPlan plan;

    KillRequests(FuzzPlan plan) {
        this.plan = plan;
    }

    /// @param number the number of the request within the lane, which selects the kinds in turn
    RawRequest of(int number, LaneState state, Random random, String key) {
        String name = NAMES.get(Math.floorMod(number, NAMES.size()));
        RawRequest request = switch (name) {
            case EXPRESSION -> expression(random);
            case HEARTBEAT -> heartbeat(state, random);
            case PREVIEW -> preview("{}", "[" + SMALL_OBJECTS + "]");
            case EVENT -> event();
            case TIMES -> entered(random, key);
            case DOTS -> dots(random, key);
            case MATRIX -> matrix();
            case OVERFLOW -> older(random);
            case PATHS ->
                RawRequest.of("listCallbacks", "GET", "/v1/callbacks/%%" + random.nextInt(100_000), "", null)
                        .broken();
            default -> throw new IllegalStateException(name);
        };
        return request.named(name);
    }

    private RawRequest event() {
        return RawRequest.of(
                "postEvents",
                "POST",
                "/v1/events",
                plan.hexKey("worker"),
                "{\"source\":\"s\",\"detail-type\":\"d\",\"detail\":{\"a\":[" + SMALL_OBJECTS + "]}}");
    }

    private RawRequest matrix() {
        return RawRequest.of(
                "heartbeatByKey", "POST", "/v1;a/correlations/orders/plain/p/heartbeat", plan.hexKey("worker"), "{}");
    }

    private RawRequest expression(Random random) {
        String expression = EXPRESSIONS.get(random.nextInt(EXPRESSIONS.size()));
        return preview("{\"Output\":{\"r\":\"{% " + expression + " %}\"},\"QueryLanguage\":\"JSONata\"}", "1");
    }

    private RawRequest preview(String shape, String payload) {
        return RawRequest.of(
                "previewShape",
                "POST",
                "/v1/shapes/preview",
                plan.hexKey("author"),
                "{\"shape\":" + shape + ",\"payload\":" + payload + "}");
    }

    private RawRequest heartbeat(LaneState state, Random random) {
        Registered callback = state.any(random).orElse(new Registered("cb_none", "", "", "", "", "?signature=none"));
        return RawRequest.of(
                "heartbeat",
                "POST",
                "/v1/callbacks/" + callback.id() + "/heartbeat" + callback.signature(),
                "",
                "{\"progress\":[" + SMALL_OBJECTS + "]}");
    }

    private RawRequest entered(Random random, String key) {
        List<String> times = List.of(
                "2286-01-01T00:00:00Z",
                "2400-01-01T00:00:00Z",
                "+1000000000-01-01T00:00:00Z",
                "1970-01-01T00:00:00Z",
                "-999999999-01-01T00:00:00Z",
                Instant.now().plusSeconds(200).toString());
        return registration(
                "review-7-" + random.nextInt(3) + key,
                ",\"stateEnteredTime\":\"" + times.get(random.nextInt(times.size())) + "\",\"redriveCount\":999999");
    }

    private RawRequest dots(Random random, String key) {
        return registration(List.of("..", ".", "a/../..", "\\u0000", key).get(random.nextInt(5)), "");
    }

    private RawRequest registration(String key, String more) {
        return RawRequest.of(
                "registerCallback",
                "POST",
                "/v1/callbacks",
                plan.hexKey("workflow"),
                "{\"taskToken\":\"made-up\",\"service\":\"labels\",\"operation\":\"print\",\"correlationKey\":\"" + key
                        + "\",\"input\":{}" + more + "}");
    }

    private RawRequest older(Random random) {
        List<String> times = List.of(
                "P106751991167300D", "PT-9223372036854775807S", "%2B1000000000-12-31T23:59:59Z", "PT999999999999999H");
        return RawRequest.of(
                "listCallbacks",
                "GET",
                "/v1/callbacks?olderThan=" + times.get(random.nextInt(times.size())),
                plan.hexKey("operator-read"),
                null);
    }

    /// Finding 9: sends incomplete bodies from anonymous clients, all at once, and keeps the connections
    /// open.
    List<Socket> halfBodies(int port) throws IOException {
        byte[] half = RawRequest.of("postWebhook", "POST", "/v1/events/payments/hmac", "", "{")
                .with("X-Signature", "0".repeat(64))
                .framing(Framing.STALLED)
                .wire();
        List<Socket> open = new ArrayList<>();
        for (int i = 0; i < HALF_BODIES; i++) {
            open.add(RawClient.open(port, half));
            open.add(RawClient.open(port, "POST /v1/events HTTP/1.1\r\nHost: ".getBytes(StandardCharsets.US_ASCII)));
        }
        return open;
    }
}
