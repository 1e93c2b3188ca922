package io.taskgate.faults.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.faults.FaultGateway;
import io.taskgate.faults.TestBed;
import io.taskgate.faults.check.ParticipantLog;
import io.taskgate.faults.scenario.GatewayCallers.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import software.amazon.awssdk.core.exception.SdkException;

/// One execution with its workflow and its worker. Both retry until their requests are acknowledged, as real
/// callers do. The worker answers once, so an answer that the gateway loses stays missing.
public final class Scenario {

    private static final String WORKER = "worker";
    private static final String WORKFLOW = "workflow";
    private static final int LARGE = 40_000;
    private static final long POLL_MILLIS = 500;
    private static final long SILENCE_SECONDS = 2;

    private final TestBed testBed;
    private final GatewayCallers callers;
    private final ScenarioKind kind;
    private final String key;
    private final BooleanSupplier over;

    /// Opens when the worker is done or has no work yet. Until then, the workflow of a [ScenarioKind#LOST] or
    /// [ScenarioKind#SILENT] scenario does not register its later tokens.
    private final CountDownLatch workDone = new CountDownLatch(1);

    private final CountDownLatch secondToken = new CountDownLatch(1);
    private final CountDownLatch allRegistered = new CountDownLatch(1);
    private volatile String firstToken = "";
    private String execution = "";

    /// Creates a scenario.
    ///
    /// @param over returns true when the workflow and the worker must stop
    public Scenario(TestBed testBed, GatewayCallers callers, ScenarioKind kind, String key, BooleanSupplier over) {
        this.testBed = testBed;
        this.callers = callers;
        this.kind = kind;
        this.key = key;
        this.over = over;
    }

    private ObjectNode line(String client, String action) {
        return ParticipantLog.line().put("client", client).put("key", key).put("action", action);
    }

    /// Runs until the execution has ended.
    public void run() throws InterruptedException {
        if (kind == ScenarioKind.EARLY) {
            answerByKey();
        }
        execution = testBed.start(key);
        callers.log().write(line(WORKFLOW, "start").put("kind", kind.name()).put("executionArn", execution));
        Thread worker = Thread.startVirtualThread(this::work);
        registerAll();
        worker.join();
        testBed.forget(key);
    }

    private boolean isOver() {
        return over.getAsBoolean() || testBed.isEnded(execution);
    }

    /// Registers every token that is issued, as the workflow.
    private void registerAll() throws InterruptedException {
        JsonNode first = ParticipantLog.line();
        for (int count = 0; !isOver(); ) {
            JsonNode issued = testBed.tokens(key).poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
            if (issued == null) {
                continue;
            }
            count++;
            if (count == 1) {
                firstToken = issued.path("token").asText();
                first = issued;
            } else {
                secondToken.countDown();
                if (kind == ScenarioKind.LOST || kind == ScenarioKind.SILENT) {
                    workDone.await();
                }
            }
            if (kind != ScenarioKind.REORDERED) {
                register(issued);
            } else if (count == 1) {
                testBed.lose(firstToken);
            } else {
                register(issued);
                register(first);
                allRegistered.countDown();
            }
        }
    }

    private void register(JsonNode issued) {
        String token = issued.path("token").asText();
        ObjectNode body = ParticipantLog.line()
                .put("taskToken", token)
                .put("service", "orders")
                .put("operation", "approve")
                .put("correlationKey", key)
                .put("executionArn", execution)
                .put("stateName", "Await")
                .put("stateEnteredTime", issued.path("entered").asText())
                .put("retryCount", issued.path("retry").asInt());
        switch (kind) {
            case SILENT -> body.put("timeoutSeconds", issued.path("retry").asInt() == 0 ? SILENCE_SECONDS : 36_000);
            case BEATING -> body.put("heartbeatSeconds", 3);
            case LAST_BEAT ->
                body.put("heartbeatSeconds", issued.path("retry").asInt() == 0 ? SILENCE_SECONDS : 36_000);
            case PLAIN, FAILURE, LARGE, EARLY, EVENT, REGISTERED_BY_EVENT, RACE, LOST, REORDERED -> {}
        }
        body.putObject("input").put("key", key);
        ObjectNode sent = line(WORKFLOW, "register").put("tokenSha256", sha256(token));
        if (kind == ScenarioKind.REGISTERED_BY_EVENT) {
            publish("Callback Requested", body, sent);
        } else {
            repeat(() -> callers.post("/v1/callbacks", FaultGateway.KEY_WORKFLOW, body.toString(), sent.deepCopy()));
        }
    }

    private void work() {
        try {
            JsonNode request = null;
            while (kind != ScenarioKind.EARLY && request == null && !isOver()) {
                request = testBed.requests(key).poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
                if (request == null && secondToken.getCount() == 0) {
                    // The first token timed out before its request was published, so no worker has its link.
                    workDone.countDown();
                }
            }
            if (request != null) {
                work(request);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            workDone.countDown();
        }
    }

    private void work(JsonNode request) throws InterruptedException {
        callers.log()
                .write(line(WORKER, "request")
                        .put("requestId", request.path("requestId").asText())
                        .put("callbackId", request.path("callbackId").asText()));
        JsonNode links = request.path("links");
        switch (kind) {
            case PLAIN, REGISTERED_BY_EVENT -> answer(links, SubmittedAnswer.success(key, 0));
            case LARGE -> answer(links, SubmittedAnswer.success(key, LARGE));
            case FAILURE -> answer(links, SubmittedAnswer.failure(key));
            case RACE -> race(links);
            case EVENT -> answerByEvent(request);
            case BEATING -> {
                sendHeartbeats(links);
                answer(links, SubmittedAnswer.success(key, 0));
            }
            case LOST -> {
                testBed.lose(firstToken);
                answer(links, SubmittedAnswer.success(key, 0));
            }
            case SILENT -> {
                await(secondToken);
                answer(links, SubmittedAnswer.success(key, 0));
            }
            case REORDERED -> {
                await(allRegistered);
                answer(links, SubmittedAnswer.success(key, 0));
            }
            case LAST_BEAT -> {
                // Sends the heartbeat around the deadline and its margin, when the sweep processes the
                // record.
                Thread.sleep(
                        SILENCE_SECONDS * 1_000 + ThreadLocalRandom.current().nextInt(4_000, 6_500));
                callers.post(GatewayCallers.path(links.path("heartbeat")), "", "{}", line(WORKER, "heartbeat"));
                Thread.sleep(SILENCE_SECONDS * 1_000);
                answer(links, SubmittedAnswer.success(key, 0));
            }
            case EARLY -> throw new IllegalStateException("The answer was sent by key before the registration.");
        }
    }

    private void await(CountDownLatch latch) throws InterruptedException {
        while (!latch.await(POLL_MILLIS, TimeUnit.MILLISECONDS) && !isOver()) {
            // wait for the other participant
        }
    }

    private void race(JsonNode links) throws InterruptedException {
        Thread other = Thread.startVirtualThread(() -> answer(links, SubmittedAnswer.failure(key)));
        answer(links, SubmittedAnswer.success(key, 0));
        other.join();
    }

    private void sendHeartbeats(JsonNode links) throws InterruptedException {
        for (int beats = 0; beats < 3; beats++) {
            Response response =
                    callers.post(GatewayCallers.path(links.path("heartbeat")), "", "{}", line(WORKER, "heartbeat"));
            if (response.status() == 410) {
                return;
            }
            Thread.sleep(ThreadLocalRandom.current().nextInt(500, 1_500));
        }
    }

    private void answer(JsonNode links, SubmittedAnswer answer) {
        repeat(() ->
                callers.post(GatewayCallers.path(links.path(answer.link())), "", answer.body(), sent(answer, "link")));
    }

    private void answerByKey() {
        SubmittedAnswer answer = SubmittedAnswer.success(key, 0);
        repeat(() -> callers.post(
                "/v1/correlations/orders/approve/" + key + "/success",
                FaultGateway.KEY_WORKER,
                answer.body(),
                sent(answer, "key")));
    }

    private ObjectNode sent(SubmittedAnswer answer, String way) {
        return line(WORKER, "answer").put("way", way).put("answer", answer.identity());
    }

    private void answerByEvent(JsonNode request) {
        SubmittedAnswer answer = SubmittedAnswer.success(key, 0);
        String link = request.path("links").path("success").asText();
        ObjectNode detail = ParticipantLog.line()
                .put("callbackId", request.path("callbackId").asText())
                .put("signature", link.substring(link.indexOf("signature=") + "signature=".length()));
        detail.set("result", ParticipantLog.parse(answer.body()));
        publish("Callback Succeeded", detail, sent(answer, "event"));
    }

    /// Publishes an event. The bus acknowledges it, so it must not be lost afterwards.
    private void publish(String detailType, ObjectNode detail, ObjectNode sent) {
        repeat(() -> {
            boolean taken = false;
            try {
                taken = !testBed.publish(detailType, detail).isEmpty();
            } catch (SdkException away) {
                // the event is retried
            }
            int status = taken ? 202 : 0;
            callers.log().write(sent.deepCopy().put("status", status));
            return new Response(status, ParticipantLog.line(), false);
        });
    }

    private interface Attempt {
        Response make();
    }

    private void repeat(Attempt attempt) {
        try {
            while (attempt.make().isRetryable() && !isOver()) {
                Thread.sleep(ThreadLocalRandom.current().nextInt(50, 400));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
