package io.taskgate.bench.events;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.event.EventPatternMatcher;
import io.taskgate.payload.boundary.Boundary;
import io.taskgate.payload.json.Json;
import io.taskgate.payload.shape.ValueExpression;
import io.taskgate.route.EventCorrelation;
import io.taskgate.route.OutcomeMapping;
import io.taskgate.route.Route;
import io.taskgate.route.RouteRegistry;
import io.taskgate.route.Target;
import io.taskgate.route.WorkTracking;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Measures the routing of events among many routes, in events per second of CPU time of one thread: the
/// match alone, and including the parsing of the event. Other work on the machine hardly affects the figures.
/// `docs/benchmarks.md` has the command and the figures.
public final class MatchBenchmark {

    private static final int[] ROUTES = {10, 1_000, 10_000};
    private static final int ROUNDS = 7;
    private static final long NANOS = 700_000_000L;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private MatchBenchmark() {}

    private interface Finding {
        List<Route> in(byte[] text, JsonNode tree) throws IOException;
    }

    public static void main(String[] arguments) throws IOException {
        System.out.println("| routes | match, events/CPU s | parse and match, events/CPU s |");
        System.out.println("|---|---|---|");
        for (int routes : ROUTES) {
            EventPatternMatcher matcher = new EventPatternMatcher(new RouteRegistry(
                    IntStream.range(0, routes).mapToObj(MatchBenchmark::route).toList()));
            double match = median(routes, (text, tree) -> matcher.matching(tree));
            double both = median(routes, (text, tree) -> matcher.matching(Json.parse(text)));
            System.out.printf("| %,d | %,.0f | %,.0f |%n", routes, match, both);
        }
    }

    private static Route route(int number) {
        String pattern = "{\"source\": [\"acme.service-" + number % 100 + "\"], \"detail-type\": [\"Order Changed\"], "
                + "\"detail\": {\"kind\": [\"kind-" + number + "\"], \"status\": [{\"prefix\": \"DO\"}, \"LOST\"]}}";
        OutcomeMapping reading = new OutcomeMapping(
                ValueExpression.compile("success"), Map.of(), null, null, ValueExpression.compile("$.detail"), null);
        return new Route(
                "service",
                "operation-" + number,
                new Target.Event("default", "Task Requested"),
                Boundary.DEFAULT,
                Boundary.DEFAULT,
                null,
                null,
                new WorkTracking(
                        new EventCorrelation(pattern, ValueExpression.compile("$.detail.id"), reading),
                        null,
                        null,
                        null));
    }

    private static byte[] event(int number) {
        return ("{\"version\": \"0\", \"id\": \"6a7e8feb-b491-4cf7-a9f1-bf3703467718\", \"source\": \"acme.service-"
                        + number % 100 + "\", \"account\": \"123456789012\", \"time\": \"2026-11-28T15:00:00Z\", "
                        + "\"region\": \"eu-west-1\", \"resources\": [], \"detail-type\": \"Order Changed\", \"detail\": "
                        + "{\"id\": \"order-42\", \"kind\": \"kind-" + number + "\", \"status\": \"DONE\", "
                        + "\"lines\": [{\"sku\": \"a\", \"qty\": 1}, {\"sku\": \"b\", \"qty\": 2}], \"total\": 12.5}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static double median(int routes, Finding finding) throws IOException {
        byte[][] texts = IntStream.range(0, Math.min(routes, 1_000))
                .mapToObj(i -> event(i * 7919 % routes))
                .toArray(byte[][]::new);
        JsonNode[] trees = new JsonNode[texts.length];
        for (int i = 0; i < texts.length; i++) {
            trees[i] = Json.parse(texts[i]);
        }
        double[] rates = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            rates[round] = rate(texts, trees, finding);
        }
        return java.util.Arrays.stream(rates)
                .skip(2)
                .sorted()
                .skip((ROUNDS - 2) / 2)
                .findFirst()
                .orElseThrow();
    }

    private static double rate(byte[][] texts, JsonNode[] trees, Finding finding) throws IOException {
        long begin = THREADS.getCurrentThreadCpuTime();
        long events = 0;
        do {
            for (int i = 0; i < texts.length; i++) {
                if (finding.in(texts[i], trees[i]).size() != 1) {
                    throw new IllegalStateException("An event did not match exactly one route.");
                }
            }
            events += texts.length;
        } while (THREADS.getCurrentThreadCpuTime() - begin < NANOS);
        return events * 1e9 / (THREADS.getCurrentThreadCpuTime() - begin);
    }
}
