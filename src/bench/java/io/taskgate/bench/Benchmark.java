package io.taskgate.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Measures how fast callbacks are registered and settled, beside a bare loop that makes the same SDK calls, for each
/// HTTP client of the SDK that can be chosen. `docs/benchmarks.md` has the command and the figures.
public final class Benchmark {

    private static final Duration FIRST_CALL = Duration.ofSeconds(30);

    private final Stub stub;

    private Benchmark(Stub stub) {
        this.stub = stub;
    }

    /// No arguments; [Settings] has the options.
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Fork.stepAside();
        List<Report> reports = new ArrayList<>();
        try (Stub stub = new Stub()) {
            for (String client : Settings.CLIENTS) {
                Report report = new Benchmark(stub).measure(client);
                System.out.print(report.text());
                reports.add(report);
            }
        }
        System.out.print(Report.verdict(reports));
    }

    private Report measure(String client) throws IOException, InterruptedException {
        try (GatewayProcess process = GatewayProcess.start(client, stub.url())) {
            GatewaySide gateway = new GatewaySide(process, Settings.CALLERS);
            Recording recording = recordOne(gateway);
            try (BareSide bare = BareSide.start(client, stub.url(), recording)) {
                warmUp(gateway, Settings.WARM_UP);
                warmUp(bare, Settings.WARM_UP.dividedBy(2));
                process.fork().pin();
                bare.fork().pin();
                Report report = new Report(client, recording);
                rounds(gateway, bare, report);
                halfLoad(gateway, report);
                report.resident(process.fork().residentMegabytes());
                return report;
            }
        }
    }

    private Recording recordOne(GatewaySide gateway) throws InterruptedException {
        stub.record();
        gateway.register(1, FIRST_CALL);
        List<Stub.Call> register = stub.recorded();
        stub.record();
        gateway.settle(1, FIRST_CALL);
        String id = register.getFirst().body().at("/Item/id/S").textValue();
        return new Recording(id, register, stub.recorded());
    }

    private void warmUp(Side side, Duration warmUp) throws IOException, InterruptedException {
        long end = System.nanoTime() + warmUp.toNanos();
        while (System.nanoTime() < end) {
            Side.Phase registered = side.register(1000, Settings.PHASE);
            side.settle(registered.done(), Duration.ofMinutes(1));
            stub.forgetItems();
        }
    }

    private void rounds(Side gateway, Side bare, Report report) throws IOException, InterruptedException {
        for (int round = 0; round < Settings.ROUNDS; round++) {
            // Interleaved, and each goes first in turn.
            if (round % 2 == 0) {
                gatewayRound(gateway, report);
            }
            bareRound(bare, report);
            if (round % 2 == 1) {
                gatewayRound(gateway, report);
            }
        }
    }

    private void gatewayRound(Side gateway, Report report) throws IOException, InterruptedException {
        Map<String, Long> before = stub.counts();
        Side.Phase registered = gateway.register(Settings.COUNT, Settings.PHASE);
        Map<String, Long> between = stub.counts();
        Side.Phase settled = gateway.settle(registered.done(), Settings.PHASE);
        report.gateway(registered, settled);
        report.calls(each(before, between, registered.done()), each(between, stub.counts(), settled.done()));
        stub.forgetItems();
    }

    private void bareRound(Side bare, Report report) throws IOException, InterruptedException {
        Side.Phase registered = bare.register(Settings.COUNT, Settings.PHASE);
        report.bare(registered, bare.settle(registered.done(), Settings.PHASE));
        stub.forgetItems();
    }

    private static Map<String, Double> each(Map<String, Long> before, Map<String, Long> after, int done) {
        Map<String, Double> each = new TreeMap<>();
        after.forEach((operation, count) -> {
            long more = count - before.getOrDefault(operation, 0L);
            if (more > 0) {
                each.put(operation, (double) more / done);
            }
        });
        return each;
    }

    private void halfLoad(GatewaySide gateway, Report report) throws InterruptedException {
        double register = report.gatewayRegisterRate() / 2;
        double settle = report.gatewaySettleRate() / 2;
        int count = (int) (Math.min(register, settle) * Settings.PHASE.toMillis() / 1000 * 1.5);
        Duration enough = Settings.PHASE.multipliedBy(3);
        Side.Phase registered = gateway.register(count, enough, register);
        report.halfLoad(registered, gateway.settle(registered.done(), enough, settle));
        stub.forgetItems();
    }
}
