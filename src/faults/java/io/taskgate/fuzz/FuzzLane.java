package io.taskgate.fuzz;

import io.taskgate.fuzz.CallbackRequests.Planned;
import io.taskgate.fuzz.wire.RawClient;
import io.taskgate.fuzz.wire.RawReply;
import io.taskgate.fuzz.wire.RawRequest;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/// A sequence of requests with its own state. The seed, the lane and the request's number determine each
/// request. The lane sends a request after it has received the previous response.
final class FuzzLane implements Runnable {

    /// The status for a closed task.
    private static final int GONE = 410;

    private static final int EACH_EVENT = 40;

    /// The interval between requests for the operation with the fewest successes in this lane, before and
    /// after it has succeeded often enough. Rarely successful operations, such as batches, are the most
    /// expensive ones.
    private static final int EACH_RAREST = 8;

    private static final int EACH_RAREST_LATER = 64;

    /// The interval between valid requests of an operation, before and after it has succeeded often enough.
    private static final int VALID_AT_FIRST = 2;

    private static final int VALID_LATER = 6;

    /// The weights of the operations. An operation of the document that is not listed has the weight 10.
    private static final Map<String, Integer> WEIGHTS = weights();

    private final FuzzRun run;
    private final int lane;
    private final RequestFactory factory;
    private final RequestMutator mutator;
    private final KillRequests kills;
    private final Map<String, Integer> weights;
    private final int total;
    private final LaneState state = new LaneState();
    private final Map<String, Integer> successes = new TreeMap<>();

    FuzzLane(FuzzRun run, int lane) {
        this.run = run;
        this.lane = lane;
        factory = new RequestFactory(run.document(), run.machines(), run.plan(), lane);
        mutator = new RequestMutator(run.plan());
        kills = new KillRequests(run.plan());
        weights = new TreeMap<>();
        run.document().operations().keySet().forEach(id -> weights.put(id, WEIGHTS.getOrDefault(id, 10)));
        total = weights.values().stream().mapToInt(Integer::intValue).sum();
    }

    private static Map<String, Integer> weights() {
        Map<String, Integer> weights = new LinkedHashMap<>();
        weights.put("registerCallback", 70);
        weights.put("succeed", 50);
        weights.put("fail", 35);
        weights.put("heartbeat", 120);
        weights.put("succeedByKey", 30);
        weights.put("failByKey", 25);
        weights.put("heartbeatByKey", 30);
        weights.put("postEvents", 40);
        weights.put("postWebhook", 45);
        weights.put("call", 80);
        weights.put("callStatus", 80);
        weights.put("checkIn", 30);
        weights.put("readPayload", 60);
        weights.put("previewShape", 120);
        weights.put("startBatch", 8);
        weights.put("getBatch", 40);
        weights.put("resumeBatch", 8);
        weights.put("failRunner", 10);
        weights.put("succeedRunner", 10);
        weights.put("cancelCallback", 15);
        weights.put("redriveCallback", 15);
        weights.put("revokeLinks", 15);
        weights.put("transferCallback", 15);
        weights.put("getCallback", 120);
        weights.put("listCallbacks", 5);
        weights.put("listDeadLetters", 4);
        weights.put("redriveDeadLetters", 12);
        weights.put("listStrayEvents", 5);
        weights.put("historyBudget", 40);
        return Map.copyOf(weights);
    }

    @Override
    public void run() {
        try (RawClient client = new RawClient(run.gateway().port())) {
            int requests = run.plan().requestsOf(lane);
            for (int number = 0; number < requests && run.isRunning(); number++) {
                Random random = run.plan().random(lane, number);
                if (number % EACH_EVENT == 0) {
                    run.events().send(state, random, "q" + lane + "-" + number);
                }
                Planned planned = run.plan().isKill(lane, number)
                        ? new Planned(
                                kills.of(lane + number / run.plan().lanes(), state, random, "k" + lane + "-" + number),
                                (known, json) -> {})
                        : drawn(random);
                send(client, planned);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Planned drawn(Random random) throws InterruptedException {
        boolean waits = factory.addReportedRunner(state, random);
        String operation = waits ? endOfRunner() : factory.possible(operation(random), state, random);
        Planned planned = factory.request(operation, state, random);
        boolean valid = random.nextInt(isEnough(operation) ? VALID_LATER : VALID_AT_FIRST) == 0;
        return waits || valid ? planned : new Planned(mutator.mutated(planned.request(), random), planned.learn());
    }

    /// Alternates, and half of the lanes begin with a failure, because few runners wait in a short run.
    private String endOfRunner() {
        int ended = successes.getOrDefault("succeedRunner", 0) + successes.getOrDefault("failRunner", 0);
        return (lane + ended) % 2 == 0 ? "succeedRunner" : "failRunner";
    }

    private String operation(Random random) {
        String rarest = Collections.min(
                weights.keySet(), Comparator.comparing(operation -> successes.getOrDefault(operation, 0)));
        if (random.nextInt(isEnough(rarest) ? EACH_RAREST_LATER : EACH_RAREST) == 0) {
            return rarest;
        }
        int left = random.nextInt(total);
        for (Map.Entry<String, Integer> weight : weights.entrySet()) {
            left -= weight.getValue();
            if (left < 0) {
                return weight.getKey();
            }
        }
        throw new IllegalStateException("The weights do not add up.");
    }

    private boolean isEnough(String operation) {
        return successes.getOrDefault(operation, 0) >= run.plan().successesOfLane();
    }

    private void send(RawClient client, Planned planned) {
        RawRequest request = planned.request();
        if (request.framing() == RawRequest.Framing.STALLED) {
            // Takes as long as the gateway's time-out, so it runs on a separate thread.
            run.runAsync(() -> {
                try (RawClient patient = new RawClient(run.gateway().port())) {
                    run.report().count(request, patient.send(request));
                }
            });
            return;
        }
        RawReply reply = client.send(request);
        run.report().count(request, reply);
        if (reply instanceof RawReply.Answered answered && answered.isSuccess()) {
            successes.merge(request.operation(), 1, Integer::sum);
        }
        if (reply instanceof RawReply.Answered answered && (answered.isSuccess() || answered.status() == GONE)) {
            planned.learn().accept(state, answered.json());
        } else if (!run.gateway().isAlive()) {
            run.died(List.of(request));
        }
    }
}
