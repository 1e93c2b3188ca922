package io.taskgate.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Measures the rate of registrations and settlements, compared with a bare loop that makes the same SDK
/// calls. `docs/benchmarks.md` has the command and the figures.
public final class CallbackBenchmark {

    private static final Duration FIRST_CALL = Duration.ofSeconds(30);

    private final AwsStub stub;

    private CallbackBenchmark(AwsStub stub) {
        this.stub = stub;
    }

    /// Takes no arguments; [BenchmarkSettings] has the options.
    public static void main(String[] arguments) throws IOException, InterruptedException {
        MeasuredProcess.stepAside();
        try (AwsStub stub = new AwsStub()) {
            BenchmarkReport report = new CallbackBenchmark(stub).measure();
            System.out.print(report.text());
            System.out.print(report.verdict());
        }
    }

    private BenchmarkReport measure() throws IOException, InterruptedException {
        try (GatewayProcess process = GatewayProcess.start(stub.url())) {
            GatewayContender gateway = new GatewayContender(process, BenchmarkSettings.CALLERS);
            CallReplay.Recording recording = recordOne(gateway);
            try (BareContender bare = BareContender.start(stub.url(), recording)) {
                warmUp(gateway, BenchmarkSettings.WARM_UP);
                warmUp(bare, BenchmarkSettings.WARM_UP.dividedBy(2));
                process.fork().pin();
                bare.fork().pin();
                BenchmarkReport report = new BenchmarkReport(recording);
                rounds(gateway, bare, report);
                halfLoad(gateway, report);
                report.resident(process.fork().residentMegabytes());
                return report;
            }
        }
    }

    private CallReplay.Recording recordOne(GatewayContender gateway) throws InterruptedException {
        stub.record();
        gateway.register(1, FIRST_CALL);
        List<AwsStub.Call> register = stub.recorded();
        stub.record();
        gateway.settle(1, FIRST_CALL);
        String id = register.getFirst().body().at("/Item/id/S").textValue();
        return new CallReplay.Recording(id, register, stub.recorded());
    }

    private void warmUp(Contender side, Duration warmUp) throws IOException, InterruptedException {
        long end = System.nanoTime() + warmUp.toNanos();
        while (System.nanoTime() < end) {
            Contender.Phase registered = side.register(1000, BenchmarkSettings.PHASE);
            side.settle(registered.done(), Duration.ofMinutes(1));
            stub.forgetItems();
        }
    }

    private void rounds(Contender gateway, Contender bare, BenchmarkReport report)
            throws IOException, InterruptedException {
        for (int round = 0; round < BenchmarkSettings.ROUNDS; round++) {
            // The sides alternate, and each goes first in turn.
            if (round % 2 == 0) {
                gatewayRound(gateway, report);
            }
            bareRound(bare, report);
            if (round % 2 == 1) {
                gatewayRound(gateway, report);
            }
        }
    }

    private void gatewayRound(Contender gateway, BenchmarkReport report) throws IOException, InterruptedException {
        Map<String, Long> before = stub.counts();
        Contender.Phase registered = gateway.register(BenchmarkSettings.COUNT, BenchmarkSettings.PHASE);
        Map<String, Long> between = stub.counts();
        Contender.Phase settled = gateway.settle(registered.done(), BenchmarkSettings.PHASE);
        report.gateway(registered, settled);
        report.calls(each(before, between, registered.done()), each(between, stub.counts(), settled.done()));
        stub.forgetItems();
    }

    private void bareRound(Contender bare, BenchmarkReport report) throws IOException, InterruptedException {
        Contender.Phase registered = bare.register(BenchmarkSettings.COUNT, BenchmarkSettings.PHASE);
        report.bare(registered, bare.settle(registered.done(), BenchmarkSettings.PHASE));
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

    private void halfLoad(GatewayContender gateway, BenchmarkReport report) throws InterruptedException {
        double register = report.gatewayRegisterRate() / 2;
        double settle = report.gatewaySettleRate() / 2;
        int count = (int) (Math.min(register, settle) * BenchmarkSettings.PHASE.toMillis() / 1000 * 1.5);
        Duration enough = BenchmarkSettings.PHASE.multipliedBy(3);
        Contender.Phase registered = gateway.register(count, enough, register);
        report.halfLoad(registered, gateway.settle(registered.done(), enough, settle));
        stub.forgetItems();
    }
}
