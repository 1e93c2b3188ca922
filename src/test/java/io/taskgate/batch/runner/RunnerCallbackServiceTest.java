package io.taskgate.batch.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.batch.ledger.Batch;
import io.taskgate.batch.ledger.RunnerRecord;
import io.taskgate.callback.model.Answer;
import io.taskgate.payload.json.Json;
import io.taskgate.payload.json.JsonText;
import io.taskgate.testing.batch.BatchFixture;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Tests the outcomes that runners report themselves, in addition to the events.
class RunnerCallbackServiceTest {

    private final BatchFixture world = new BatchFixture();
    private final BatchFixture.Process process = world.process();

    private static Answer result(String json) {
        return new Answer.Success(JsonText.of(Json.parseTrusted(json.getBytes(StandardCharsets.UTF_8))));
    }

    private String signature(String name) {
        return world.input(name).at("/taskgate/signature").asText();
    }

    private RunnerCallbackResult tell(Batch batch, long index, String signature, Answer answer) {
        return process.callbacks.settle(batch.id(), index, signature, answer);
    }

    private Batch begun(int items, int concurrency) {
        return world.begun(process, BatchFixture.request(1, concurrency, 0, true, false), items, "parent");
    }

    @Test
    void theInputHasTheLinksOfThisRunner() {
        Batch batch = begun(2, 2);
        String name = world.started(2).get(1);

        var taskgate = world.input(name).path("taskgate");

        long index = taskgate.path("index").asLong();
        assertThat(taskgate.at("/links/success").asText())
                .isEqualTo("https://gate.example/v1/batches/" + batch.id() + "/runners/" + index + "/success?signature="
                        + taskgate.path("signature").asText());
        assertThat(taskgate.at("/links/failure").asText()).contains("/failure?signature=");
        assertThat(world.input(name).path("items")).hasSize(1);
        assertThat(world.links.haveRoom()).isTrue();
    }

    @Test
    void theOwnWordCountsAndTheEventAfterItChangesNothing() {
        Batch batch = begun(1, 1);
        String name = world.started(1).getFirst();
        String signature = signature(name);

        assertThat(tell(batch, 0, signature, result("{\"a\": 1, \"b\": 2}")))
                .isEqualTo(new RunnerCallbackResult.Counted(true));
        process.fail(name, "Spoilt");

        assertThat(world.over(batch.id()).state()).isEqualTo(Batch.State.SUCCEEDED);
        assertThat(world.lastOutcome("success")).contains("\"results\":[{\"a\":1,\"b\":2}]");
        assertThat(tell(batch, 0, signature, result("{\"b\": 2.0, \"a\": 1}")))
                .isEqualTo(new RunnerCallbackResult.Counted(true));
        assertThat(tell(batch, 0, signature, result("{\"a\": 2}"))).isEqualTo(new RunnerCallbackResult.Conflict());
        assertThat(tell(batch, 0, signature, new Answer.Failure("No", null)))
                .isEqualTo(new RunnerCallbackResult.Conflict());
        assertThat(process.registry
                        .get("taskgate.batch.runners")
                        .tag("reported_by", "runner")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void anEventThatCameFirstStaysAndTheSameWordIsTaken() {
        Batch batch = begun(1, 1);
        String name = world.started(1).getFirst();

        process.succeed(name, "{\"done\":true}");
        world.over(batch.id());

        assertThat(tell(batch, 0, signature(name), result("{\"done\": true}")))
                .isEqualTo(new RunnerCallbackResult.Counted(true));
        assertThat(tell(batch, 0, signature(name), result("{\"done\": false}")))
                .isEqualTo(new RunnerCallbackResult.Conflict());
        assertThat(world.lastOutcome("success")).contains("\"results\":[{\"done\":true}]");
    }

    @Test
    void anOwnFailureFailsTheRunner() {
        Batch batch = begun(1, 1);
        String name = world.started(1).getFirst();

        assertThat(tell(batch, 0, signature(name), new Answer.Failure("OutOfStock", "none left")))
                .isEqualTo(new RunnerCallbackResult.Counted(false));
        process.succeed(name, "{}");

        assertThat(world.over(batch.id()).state()).isEqualTo(Batch.State.FAILED);
        assertThat(new String(
                        world.verbs
                                .store()
                                .stored(world.current(batch.id())
                                        .outcome()
                                        .manifest()
                                        .key()),
                        StandardCharsets.UTF_8))
                .contains("OutOfStock");
    }

    @Test
    void aForgedLinkFindsNothing() {
        Batch batch = begun(2, 2);
        List<String> names = world.started(2);
        String genuine = signature(names.getFirst());
        long index = world.input(names.getFirst()).at("/taskgate/index").asLong();
        long other = 1 - index;

        assertThat(tell(batch, other, genuine, result("1"))).isEqualTo(new RunnerCallbackResult.Unknown());
        assertThat(tell(batch, index, genuine.replace(".0.", ".1."), result("1")))
                .isEqualTo(new RunnerCallbackResult.Unknown());
        assertThat(tell(batch, index, "", result("1"))).isEqualTo(new RunnerCallbackResult.Unknown());
        assertThat(tell(batch, index, genuine.substring(0, genuine.length() - 2) + "xx", result("1")))
                .isEqualTo(new RunnerCallbackResult.Unknown());
        assertThat(world.ledger.findRunners(batch.id(), List.of(0L, 1L))).allMatch(RunnerRecord::isRunning);
        assertThat(tell(batch, index, genuine, result("1"))).isEqualTo(new RunnerCallbackResult.Counted(true));
    }

    @Test
    void aLinkExpires() {
        Batch batch = begun(1, 1);
        String signature = signature(world.started(1).getFirst());

        world.verbs.clock().advance(Duration.ofDays(9));

        assertThat(tell(batch, 0, signature, result("1"))).isInstanceOf(RunnerCallbackResult.Expired.class);
    }

    @Test
    void oneThatComesAfterTheBatchIsKeptForAResume() {
        Batch batch = begun(3, 3);
        List<String> names = world.started(3);
        String failing = names.getFirst();
        String slow = names.get(1);
        long index = world.input(slow).at("/taskgate/index").asLong();
        process.fail(failing, "Spoilt");
        world.over(batch.id());

        assertThat(tell(batch, index, signature(slow), result("7"))).isInstanceOf(RunnerCallbackResult.Closed.class);
        process.succeed(names.get(2), "8");
        process.scatter.resume(batch.id(), BatchFixture.waiting("next"));
        String again = world.started(4).getLast();
        assertThat(again).endsWith("-r1");
        assertThat(tell(batch, world.input(failing).at("/taskgate/index").asLong(), signature(failing), result("5")))
                .isInstanceOf(RunnerCallbackResult.Closed.class);
        process.succeed(again, "9");

        assertThat(world.over(batch.id()).state()).isEqualTo(Batch.State.SUCCEEDED);
        assertThat(world.lastOutcome("success")).contains("7").contains("8").contains("9");
        assertThat(world.runners.names()).hasSize(4);
    }
}
