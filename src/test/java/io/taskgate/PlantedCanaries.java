package io.taskgate;

import static io.taskgate.testing.gateway.CalledService.answering;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.restassured.response.Response;
import io.taskgate.payload.json.Json;
import io.taskgate.testing.CanaryValues;
import io.taskgate.testing.gateway.EventFixture;
import io.taskgate.testing.gateway.ExecutionFixture;
import io.taskgate.testing.gateway.TestRoutes;
import io.taskgate.testing.gateway.TestWebhookSigner;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Plants unique values in every way that a callback, a batch, a call or a payload may take.
abstract class PlantedCanaries extends GatewayTest {

    static final String QUOTES = "/v1/calls/quotes/";

    /// A runner that reports its links, waits for a while, and returns its items.
    static final String TELLING = """
            {"StartAt": "Tell", "States": {
              "Tell": {"Type": "Task", "Resource": "arn:aws:states:::events:putEvents", "ResultPath": null,
                "Parameters": {"Entries": [{"Source": "test", "DetailType": "Runner", "EventBusName": "default",
                  "Detail": {"taskgate.$": "$.taskgate"}}]}, "Next": "Work"},
              "Work": {"Type": "Wait", "Seconds": 60, "Next": "Done"},
              "Done": {"Type": "Pass", "End": true}}}""";

    /// Credentials, which are shown only to their owners.
    final CanaryValues secrets = new CanaryValues();

    /// Payloads of workflows and workers, which are passed to the other side and stored in the ledger and in
    /// S3.
    final CanaryValues payloads = new CanaryValues();

    /// Progress, errors and causes that a worker reports, which are visible to operators.
    final CanaryValues said = new CanaryValues();
    final List<Task> tasks = new ArrayList<>();
    final List<String> answers = new ArrayList<>();
    final EventFixture events = new EventFixture();

    Response seen(Response response) {
        answers.add(response.statusCode() + " " + response.headers() + " " + response.asString());
        return response;
    }

    void refused(int status, Response response) {
        assertThat(seen(response).statusCode()).as(response.asString()).isEqualTo(status);
    }

    String payload(String way) {
        return "{\"value\": \"" + payloads.plant(way) + "\"}";
    }

    String failure(String way) {
        return "{\"error\": \"Failed\", \"cause\": \"" + said.plant(way) + "\"}";
    }

    String progress(String way) {
        return "{\"progress\": {\"at\": \"" + said.plant(way) + "\"}}";
    }

    Task planted(String service, String operation, String way) {
        return planted(service, operation, fresh("order"), way, false);
    }

    /// Registers an execution's token with an input.
    Task planted(String service, String operation, String key, String way, boolean inHeader) {
        ExecutionFixture.Waiting execution = executions().start();
        secrets.add("the token, " + way, execution.token());
        ObjectNode form = form(execution.token(), service, operation, key).put("executionArn", execution.arn());
        form.withObject("/input").put("value", payloads.plant("input, " + way));
        if (inHeader) {
            form.remove("taskToken");
        }
        Response response = inHeader
                ? workflow()
                        .header("Task-Token", execution.token())
                        .body(form.toString())
                        .post("/v1/callbacks")
                : register(form);
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(202);
        Task task = new Task(
                execution,
                key,
                json(response).path("callbackId").asText(),
                json(response).path("links"));
        secrets.add("the signature, " + way, task.signature());
        tasks.add(task);
        return task;
    }

    String value(CanaryValues canaries, String what) {
        return canaries.all().get(what);
    }

    /// Checks that the execution received the payload.
    void assertGot(Task task, String what) {
        assertThat(executions().output(task.execution().arn()).toString()).contains(value(payloads, what));
    }

    void assertFailed(Task task, String what) {
        assertThat(executions().ended(task.execution().arn()).cause()).contains(value(said, what));
    }

    /// Checks that the worker received the registration's input in its event.
    void assertPublished(Task task, String way) {
        assertThat(recorder().all())
                .anyMatch(event -> event.contains(task.key()) && event.contains(value(payloads, "input, " + way)));
    }

    void byHttp() {
        Task success = planted("orders", "plain", "success by link");
        seen(nobody().body(progress("heartbeat by link")).post(success.heartbeat()));
        assertThat(record(success.id()).path("progress").toString()).contains(value(said, "heartbeat by link"));
        seen(nobody().body(payload("result by link")).post(success.success()));
        assertGot(success, "result by link");
        assertPublished(success, "success by link");

        Task failed = planted("orders", "plain", fresh("order"), "failure by link", true);
        seen(nobody().body(failure("cause by link")).post(failed.failure()));
        assertFailed(failed, "cause by link");

        Task byKey = planted("orders", "plain", "success by key");
        seen(worker().body(progress("heartbeat by key")).post(byKey(byKey, "plain", "heartbeat")));
        assertThat(record(byKey.id()).path("progress").toString()).contains(value(said, "heartbeat by key"));
        seen(worker().body(payload("result by key")).post(byKey(byKey, "plain", "success")));
        assertGot(byKey, "result by key");

        Task failedByKey = planted("orders", "plain", "failure by key");
        seen(worker().body(failure("cause by key")).post(byKey(failedByKey, "plain", "failure")));
        assertFailed(failedByKey, "cause by key");

        String early = fresh("order");
        seen(worker().body(payload("early result")).post("/v1/correlations/orders/plain/" + early + "/success"));
        assertGot(planted("orders", "plain", early, "early", false), "early result");
    }

    void byEvents() {
        ExecutionFixture.Waiting requested = executions().start();
        secrets.add("the token, by event", requested.token());
        String key = fresh("order");
        ObjectNode form = form(requested.token(), "orders", "plain", key).put("executionArn", requested.arn());
        form.putObject("input").put("value", payloads.plant("input, by event"));
        events.put("Callback Requested", form.toString());
        await().atMost(SOON)
                .until(() -> recorder().all().stream()
                        .anyMatch(event -> event.contains(key) && event.contains(value(payloads, "input, by event"))));
        events.put(
                "Callback Succeeded",
                "{\"service\": \"orders\", \"operation\": \"plain\", \"correlationKey\": \"" + key + "\", \"result\": "
                        + payload("result by event and key") + "}");
        assertThat(executions().output(requested.arn()).toString())
                .contains(value(payloads, "result by event and key"));

        Task linked = planted("orders", "plain", "event by link");
        events.put(
                "Callback Heartbeat",
                "{\"callbackId\": \"" + linked.id() + "\", \"signature\": \"" + linked.signature()
                        + "\", \"progress\": \"" + said.plant("heartbeat by event") + "\"}");
        await().atMost(SOON)
                .until(() -> record(linked.id()).path("progress").asText(), value(said, "heartbeat by event")::equals);
        events.send(
                "{\"source\": \"a.service\", \"account\": \"000000000000\", \"detail-type\": \"Callback Failed\","
                        + " \"detail\": {\"callbackId\": \"" + linked.id() + "\", \"signature\": \""
                        + linked.signature()
                        + "\", \"error\": \"E\", \"cause\": \"" + said.plant("cause by queue") + "\"}}",
                Map.of());
        assertFailed(linked, "cause by queue");

        Task posted = planted("orders", "plain", "posted event");
        seen(worker().body("{\"detail-type\": \"Callback Succeeded\", \"detail\": {\"callbackId\": \"" + posted.id()
                        + "\", \"signature\": \"" + posted.signature() + "\", \"result\": "
                        + payload("result by posted event") + "}}")
                .post("/v1/events"));
        assertGot(posted, "result by posted event");

        Task parcel = planted("parcels", "send", "an event of a service");
        events.route(
                fresh("acme"),
                "{\"source\": [\"acme.parcels\"], \"detail\": {\"parcel\": {\"id\": [\"" + parcel.key() + "\"]}}}");
        events.put(
                "acme.parcels",
                "Parcel Moved",
                "{\"parcel\": {\"id\": \"" + parcel.key() + "\"}, \"status\": \"DELIVERED\", \"place\": \""
                        + payloads.plant("result of a service's event") + "\"}");
        assertGot(parcel, "result of a service's event");

        Task payment = planted("payments", "hmac", "a webhook");
        String paid =
                "{\"order\": \"" + payment.key() + "\", \"amount\": \"" + payloads.plant("result by webhook") + "\"}";
        String signature = TestWebhookSigner.hex(TestRoutes.WEBHOOK_SECRET, paid);
        secrets.add("the webhook's signature", signature);
        secrets.add("the webhook's secret", TestRoutes.WEBHOOK_SECRET);
        seen(nobody().header("X-Signature", signature).body(paid).post("/v1/events/payments/hmac"));
        assertGot(payment, "result by webhook");
    }

    void byCallsAndPayloads() {
        String response = payloads.plant("response of a service");
        service().on("/create", answering(200, "{\"price\": \"" + response + "\"}"));
        String item = payloads.plant("request of a call");
        Response called = workflow().body("{\"item\": \"" + item + "\"}").post(QUOTES + "create");
        assertThat(called.asString()).contains(response);
        assertThat(service().requests("/create"))
                .anyMatch(request -> request.body().contains(item));

        service().on("/keyed", answering(200, "{}"));
        assertThat(seen(workflow().body("{}").post("/v1/calls/keyed/any")).statusCode())
                .isEqualTo(200);
        assertThat(service().requests("/keyed"))
                .anyMatch(
                        request -> "the service's key".equals(request.headers().get("x-service-key")));
        secrets.add("the service's key", "the service's key");

        ExecutionFixture.Waiting caller = executions().start();
        secrets.add("the token of a call", caller.token());
        service().on("/broken", answering(200, "{\"price\": \"" + payloads.plant("response for a token") + "\"}"));
        seen(workflow()
                .header("Task-Token", caller.token())
                .header("Execution-Arn", caller.arn())
                .body("{}")
                .post(QUOTES + "broken"));
        assertThat(executions().output(caller.arn()).toString()).contains(value(payloads, "response for a token"));

        JsonNode reference = json(workflow().body(payload("checked in")).post("/v1/payloads"))
                .path("reference");
        assertThat(stored(reference.path("Key").asText())).contains(value(payloads, "checked in"));
        assertThat(workflow()
                        .body("{\"reference\": " + reference + "}")
                        .post("/v1/payloads/read")
                        .asString())
                .contains(value(payloads, "checked in"));
    }

    void byBatches() {
        ExecutionFixture.Waiting parent = executions().start();
        secrets.add("the token of a batch", parent.token());
        String machine = fresh("telling");
        createStateMachine(machine, TELLING);
        ObjectNode form = JsonNodeFactory.instance.objectNode();
        form.put("runner", "arn:aws:states:us-east-1:000000000000:stateMachine:" + machine)
                .put("name", "canary")
                .put("taskToken", parent.token())
                .put("executionArn", parent.arn())
                .put("runnerLinks", true);
        form.putArray("items").add(payloads.plant("an item of a batch"));
        Response started = seen(workflow().body(form.toString()).post("/v1/batches"));
        String id = json(started).path("batchId").asText();
        String told = await().atMost(SOON)
                .until(
                        () -> recorder().all().stream()
                                .filter(event -> event.contains("\"Runner\"") && event.contains(id))
                                .findFirst()
                                .orElse(""),
                        event -> !event.isEmpty());
        JsonNode taskgate =
                Json.parseTrusted(told.getBytes(StandardCharsets.UTF_8)).at("/detail/taskgate");
        secrets.add("a runner's signature", taskgate.path("signature").asText());
        URI link = URI.create(taskgate.at("/links/success").asText());
        seen(nobody().body(payload("a runner's result")).post(link.getRawPath() + "?" + link.getRawQuery()));
        assertThat(executions().output(parent.arn()).toString()).contains(value(payloads, "a runner's result"));
    }
}
