package io.taskgate.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/// Measures the latency of calls to a healthy route: alone, and while another route, healthy or failing in
/// one way, is called. `docs/benchmarks.md` has the command and the figures.
public final class CallBenchmark {

    /// The calls per second of each route.
    private static final int RATE = Integer.getInteger("bench.calls.rate", 100);

    private static final Duration PHASE = Duration.ofSeconds(Integer.getInteger("bench.calls.phase-seconds", 5));
    private static final int ROUNDS = Integer.getInteger("bench.calls.rounds", 5);

    /// More than the 64 concurrent calls of a route.
    private static final int NEIGHBOURS_CALLERS = 128;

    private static final int CALLERS = 16;

    /// A figure of one round, absolute and relative to the round without other calls.
    private record Round(double p50, double p99, double p50ByAlone, double p99ByAlone) {}

    private final Map<NeighbourService.Kind, List<Round>> rounds = new EnumMap<>(NeighbourService.Kind.class);
    private final Map<NeighbourService.Kind, Map<Integer, LongAdder>> replies =
            new EnumMap<>(NeighbourService.Kind.class);
    private final int port;

    private CallBenchmark(int port) {
        this.port = port;
        for (NeighbourService.Kind kind : NeighbourService.Kind.values()) {
            rounds.put(kind, new ArrayList<>());
            replies.put(kind, new ConcurrentSkipListMap<>());
        }
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        MeasuredProcess.stepAside();
        List<NeighbourService> services = new ArrayList<>();
        List<String> options = new ArrayList<>();
        for (NeighbourService.Kind kind : NeighbourService.Kind.values()) {
            NeighbourService service = new NeighbourService(kind);
            services.add(service);
            options.addAll(service.options());
        }
        try (AwsStub stub = new AwsStub();
                GatewayProcess gateway = GatewayProcess.start(stub.url(), options)) {
            CallBenchmark benchmark = new CallBenchmark(gateway.port());
            benchmark.warmUp();
            gateway.fork().pin();
            for (int round = 0; round < ROUNDS; round++) {
                benchmark.round(round);
            }
            System.out.print(benchmark.table());
        }
        for (NeighbourService service : services) {
            service.close();
        }
    }

    private void warmUp() throws InterruptedException {
        Duration each = BenchmarkSettings.WARM_UP.dividedBy(NeighbourService.Kind.values().length);
        for (NeighbourService.Kind kind : NeighbourService.Kind.values()) {
            beside(kind, each);
        }
        replies.values().forEach(Map::clear);
    }

    /// Measures each kind once, starting with another kind in each round.
    private void round(int number) throws InterruptedException {
        NeighbourService.Kind[] kinds = NeighbourService.Kind.values();
        Map<NeighbourService.Kind, RequestLoad.Run> runs = new EnumMap<>(NeighbourService.Kind.class);
        for (int i = 0; i < kinds.length; i++) {
            NeighbourService.Kind kind = kinds[(i + number) % kinds.length];
            runs.put(kind, beside(kind, PHASE));
        }
        RequestLoad.Run alone = runs.get(NeighbourService.Kind.GOOD);
        runs.forEach((kind, run) -> rounds.get(kind)
                .add(new Round(run.p50(), run.p99(), run.p50() / alone.p50(), run.p99() / alone.p99())));
    }

    /// Measures the healthy route while another kind is called; [NeighbourService.Kind#GOOD] means no other
    /// calls.
    private RequestLoad.Run beside(NeighbourService.Kind kind, Duration time) throws InterruptedException {
        if (kind == NeighbourService.Kind.GOOD) {
            return good(time);
        }
        int count = (int) (RATE * time.toSeconds());
        Thread neighbour = Thread.ofPlatform().daemon().start(() -> {
            try {
                new RequestLoad(port, NEIGHBOURS_CALLERS, true)
                        .paced(
                                RATE,
                                count,
                                time.plusSeconds(5),
                                index -> post(kind),
                                (index, reply) -> replies.get(kind)
                                        .computeIfAbsent(reply.status(), status -> new LongAdder())
                                        .increment());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        RequestLoad.Run run = good(time);
        neighbour.join();
        return run;
    }

    private RequestLoad.Run good(Duration time) throws InterruptedException {
        return new RequestLoad(port, CALLERS, true)
                .paced(
                        RATE,
                        (int) (RATE * time.toSeconds()),
                        time.plusSeconds(5),
                        index -> post(NeighbourService.Kind.GOOD),
                        (index, reply) -> replies.get(NeighbourService.Kind.GOOD)
                                .computeIfAbsent(reply.status(), status -> new LongAdder())
                                .increment());
    }

    private static RequestLoad.Post post(NeighbourService.Kind kind) {
        return new RequestLoad.Post(
                "/v1/calls/" + kind.word() + "/" + kind.word(),
                GatewayProcess.KEY,
                "{\"item\": \"lamp\", \"quantity\": 4}");
    }

    private String table() {
        StringBuilder table = new StringBuilder(
                "| calls of the healthy route | p50 ms | p99 ms | p50 × alone | p99 × alone |"
                        + " replies of the other route; alone: total replies of the healthy route |\n|---|---|---|---|---|---|\n");
        rounds.forEach((kind, all) -> table.append(line(kind, all)));
        return table.toString();
    }

    private String line(NeighbourService.Kind kind, List<Round> all) {
        String name = kind == NeighbourService.Kind.GOOD ? "alone" : "beside a route that is " + kind.word();
        String statuses = new TreeMap<>(replies.get(kind))
                .entrySet().stream()
                        .map(entry -> entry.getValue() + " × " + entry.getKey())
                        .collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT,
                "| %s | %.2f | %.2f | %.2f | %.2f | %s |%n",
                name,
                median(all.stream().map(Round::p50).toList()),
                median(all.stream().map(Round::p99).toList()),
                median(all.stream().map(Round::p50ByAlone).toList()),
                median(all.stream().map(Round::p99ByAlone).toList()),
                statuses);
    }

    private static double median(List<Double> figures) {
        return figures.stream().sorted().toList().get(figures.size() / 2);
    }
}
