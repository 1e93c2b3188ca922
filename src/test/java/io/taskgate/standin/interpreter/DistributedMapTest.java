package io.taskgate.standin.interpreter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.FakeIntegrations;
import io.taskgate.standin.ManualTimers;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.fault.AwsError;
import io.taskgate.standin.fault.CallLog;
import io.taskgate.standin.integration.TaskOutcome;
import io.taskgate.standin.interpreter.map.MapItemBatcher;
import io.taskgate.standin.interpreter.map.MapRun;
import io.taskgate.standin.stepfunctions.Execution;
import io.taskgate.standin.stepfunctions.StandInStepFunctions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Map Runs: where items come from, how they are put together, what failures do, and where results go.
class DistributedMapTest {

    private static final String PASS = "{\"Type\": \"Pass\", \"End\": true}";
    private static final String ASK = """
            {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
              "Parameters": {"QueueUrl": "q", "MessageBody": {"token.$": "$$.Task.Token", "of.$": "$"}}, "End": true}""";
    private static final String FAIL_ON_TWO = """
            {"Type": "Choice", "Choices": [{"Variable": "$", "NumericEquals": 2, "Next": "Bad"}], "Default": "Good"},
            "Bad": {"Type": "Fail", "Error": "Two"}, "Good": {"Type": "Succeed"}""";
    private static final String READ = """
            "ItemReader": {"Resource": "arn:aws:states:::s3:getObject",
              "Parameters": {"Bucket.$": "$.Bucket", "Key.$": "$.Key"}, "ReaderConfig": %s},""";
    private static final String REFERENCE = "{\"Bucket\": \"bucket\", \"Key\": \"items\"}";

    private final ManualTimers timers = new ManualTimers();
    private final FakeIntegrations services = new FakeIntegrations();
    private final StandInStepFunctions states = new StandInStepFunctions(timers, new CallLog(), services, _ -> {});

    private Execution start(String more, String state, String input) {
        String definition = """
                {"StartAt": "M", "States": {
                  "M": {"Type": "Map", %s "Label": "each", "ItemProcessor": {
                    "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
                    "StartAt": "I", "States": {"I": %s}}, "End": true},
                  "Caught": {"Type": "Pass", "End": true}}}""".formatted(more, state);
        return states.start(states.create("machine", definition, "role").arn(), "run", input);
    }

    private static Execution ended(Execution execution) {
        await().until(() -> execution.status() != Execution.Status.RUNNING);
        return execution;
    }

    private static String output(Execution execution) {
        return ended(execution).ending().path("output").asText();
    }

    private MapRun run(Execution execution) {
        return states.mapRuns().of(execution).getLast();
    }

    private static List<String> events(Execution execution) {
        return execution.history().stream()
                .map(event -> event.id() + "<" + event.previous() + " " + event.type())
                .toList();
    }

    @Test
    void childrenHaveHistoriesOfTheirOwn() {
        services.put("bucket", "items", "[{\"n\": 1}, {\"n\": 2}]");

        Execution execution = start(READ.formatted("{\"InputType\": \"JSON\"}"), PASS, REFERENCE);

        assertThat(output(execution)).isEqualTo("[{\"n\":1},{\"n\":2}]");
        assertThat(events(execution))
                .containsExactly(
                        "1<0 ExecutionStarted",
                        "2<0 MapStateEntered",
                        "3<2 MapStateStarted",
                        "4<3 MapRunStarted",
                        "5<4 MapRunSucceeded",
                        "6<5 MapStateSucceeded",
                        "7<5 MapStateExited",
                        "8<7 ExecutionSucceeded");
        assertThat(execution.history().get(2).details().path("length").asInt()).isZero();
        String arn = execution.history().get(3).details().path("mapRunArn").asText();
        assertThat(arn).matches("arn:aws:states:us-east-1:000000000000:mapRun:machine/each:[0-9a-f-]{36}");
        List<Execution> children =
                states.executions(each -> each.mapRun().stream().anyMatch(arn::equals));
        assertThat(children).hasSize(2).allSatisfy(child -> {
            assertThat(child.arn())
                    .matches("arn:aws:states:us-east-1:000000000000:execution:machine/each:[0-9a-f-]{36}");
            assertThat(child.history()).hasSize(4);
        });
    }

    /// The table and what became of it were recorded.
    @Test
    void csvRowsBecomeObjectsOfTexts() {
        services.put(
                "bucket",
                "items",
                "Col1,Col2,Col3\nValue1,Value2,Value3\n,,,\ntrue,1,'HelloWorld'\nNull,None,\n   \n\"a,b\",\"c\"\"d\"\n");

        Execution execution = start(
                READ.formatted("{\"InputType\": \"CSV\", \"CSVHeaderLocation\": \"FIRST_ROW\"}"), PASS, REFERENCE);

        assertThat(output(execution))
                .isEqualTo("[{\"Col1\":\"Value1\",\"Col2\":\"Value2\",\"Col3\":\"Value3\"},"
                        + "{\"Col1\":\"\",\"Col2\":\"\",\"Col3\":\"\"},"
                        + "{\"Col1\":\"true\",\"Col2\":\"1\",\"Col3\":\"'HelloWorld'\"},"
                        + "{\"Col1\":\"Null\",\"Col2\":\"None\",\"Col3\":\"\"},"
                        + "{\"Col1\":\"   \",\"Col2\":\"\",\"Col3\":\"\"},"
                        + "{\"Col1\":\"a,b\",\"Col2\":\"c\\\"d\",\"Col3\":\"\"}]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '@',
            quoteCharacter = '`',
            value = {
                "{\"InputType\": \"JSONL\"} @ {\"a\": 1}\\n\\n[2]\\n @ [{\"a\":1},[2]]",
                "{\"InputType\": \"CSV\", \"CSVHeaderLocation\": \"GIVEN\", \"CSVHeaders\": [\"H1\"]} @ a,b\\nc,d @ [{\"H1\":\"a\"},{\"H1\":\"c\"}]",
                "{\"InputType\": \"CSV\", \"CSVHeaderLocation\": \"FIRST_ROW\", \"CSVDelimiter\": \"PIPE\"} @ x|y\\n1|2 @ [{\"x\":\"1\",\"y\":\"2\"}]",
                "{\"InputType\": \"JSON\", \"MaxItems\": 2} @ [1, 3, 4] @ [1,3]",
                "{\"InputType\": \"JSON\", \"MaxItems\": 0} @ [1, 3, 4] @ [1,3,4]",
                "{\"InputType\": \"JSON\", \"MaxItemsPath\": \"$.most\"} @ [1, 3, 4] @ [1]",
                "{\"InputType\": \"JSON\", \"ItemsPointer\": \"/in/list\"} @ {\"in\": {\"list\": [5]}} @ [5]",
            })
    void itemsAreReadAsTheConfigurationSays(String config, String text, String expected) {
        services.put("bucket", "items", text.replace("\\n", "\n"));

        Execution execution =
                start(READ.formatted(config), PASS, "{\"Bucket\": \"bucket\", \"Key\": \"items\", \"most\": 1}");

        assertThat(output(execution)).isEqualTo(expected);
    }

    @Test
    void aListingGivesItsObjects() {
        services.put("bucket", "in/a", "1");
        services.put("bucket", "in/b", "2");
        services.put("bucket", "other", "3");

        Execution execution = start(
                "\"ItemReader\": {\"Resource\": \"arn:aws:states:::s3:listObjectsV2\", \"Parameters\": {\"Bucket\": \"bucket\", \"Prefix\": \"in/\"}},",
                PASS,
                "{}");

        assertThat(output(execution)).isEqualTo("[{\"Key\":\"in/a\"},{\"Key\":\"in/b\"}]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '@',
            quoteCharacter = '`',
            value = {
                "{\"InputType\": \"JSON\"} @ {\"a\": 1} @ Attempting to map over non-iterable node.",
                "{\"InputType\": \"JSON\"} @ {nothing @ JSON",
                "{\"InputType\": \"JSON\", \"MaxItems\": -1} @ [1] @ field MaxItems must be positive",
                "{\"InputType\": \"CSV\", \"CSVHeaderLocation\": \"GIVEN\", \"CSVHeaders\": [\"H\", \"H\"]} @ a @ CSV headers cannot contain duplicates.",
                "{\"InputType\": \"JSON\"} @ @ The specified key does not exist.",
            })
    void whatCanNotBeReadFailsTheMapRun(String config, String text, String cause) {
        if (text != null) {
            services.put("bucket", "items", text);
        }

        Execution execution = start(READ.formatted(config), PASS, REFERENCE);

        assertThat(ended(execution).ending().path("error").asText()).isEqualTo("States.ItemReaderFailed");
        assertThat(execution.ending().path("cause").asText()).contains(cause);
        assertThat(events(execution).subList(3, 7))
                .containsExactly("4<3 MapRunStarted", "5<4 MapRunFailed", "6<5 MapStateFailed", "7<6 ExecutionFailed");
    }

    @Test
    void itemsAreBatchedByNumberAndBySize() {
        Execution execution = start(
                "\"ItemBatcher\": {\"MaxItemsPerBatch\": 2, \"BatchInput\": {\"for.$\": \"$$.Execution.Name\"}},"
                        + " \"ItemSelector\": {\"v.$\": \"$$.Map.Item.Value\"},",
                PASS,
                "[1, 2, 3]");
        assertThat(output(execution))
                .isEqualTo("[{\"BatchInput\":{\"for\":\"run\"},\"Items\":[{\"v\":1},{\"v\":2}]},"
                        + "{\"BatchInput\":{\"for\":\"run\"},\"Items\":[{\"v\":3}]}]");
        assertThat(run(execution).counts(true)).containsEntry(Execution.Status.SUCCEEDED, 3L);
        assertThat(run(execution).counts(false)).containsEntry(Execution.Status.SUCCEEDED, 2L);
    }

    @Test
    void aBatchIsNoLargerThanAllowed() {
        MapItemBatcher batcher = new MapItemBatcher(100, 30, Optional.empty());
        List<JsonNode> items = List.of("aaaa", "bbbb", "cccc", "d".repeat(50)).stream()
                .map(text -> (JsonNode) StatesJson.object().textNode(text))
                .toList();

        List<MapItemBatcher.Input> batches = batcher.batches(items);

        assertThat(batches).extracting(MapItemBatcher.Input::items).containsExactly(2, 1, 1);
        assertThat(batches.getFirst().json().toString())
                .isEqualTo("{\"Items\":[\"aaaa\",\"bbbb\"]}")
                .hasSizeLessThan(31);
    }

    @ParameterizedTest
    @CsvSource({
        "'', FAILED",
        "'\"ToleratedFailureCount\": 0,', FAILED",
        "'\"ToleratedFailureCount\": 1,', SUCCEEDED",
        "'\"ToleratedFailurePercentage\": 33,', FAILED",
        "'\"ToleratedFailurePercentage\": 34,', SUCCEEDED",
        "'\"ToleratedFailurePercentage\": 100, \"ToleratedFailureCount\": 0,', FAILED",
    })
    void failuresAreToleratedAsFarAsSaid(String tolerance, Execution.Status status) {
        Execution execution = start("\"MaxConcurrency\": 1," + tolerance, FAIL_ON_TWO, "[1, 2, 3]");

        assertThat(ended(execution).status()).isEqualTo(status);
        if (status == Execution.Status.FAILED) {
            assertThat(execution.ending().path("error").asText()).isEqualTo("States.ExceedToleratedFailureThreshold");
            assertThat(events(execution)).contains("5<4 MapRunFailed", "6<5 MapStateFailed", "7<6 ExecutionFailed");
            assertThat(run(execution).pending()).hasSize(1);
        } else {
            assertThat(output(execution)).isEqualTo("[1,3]");
        }
    }

    @Test
    void anExceededToleranceIsCaught() {
        Execution execution = start(
                "\"Catch\": [{\"ErrorEquals\": [\"States.ExceedToleratedFailureThreshold\"], \"Next\": \"Caught\"}],",
                FAIL_ON_TWO,
                "[2]");

        assertThat(output(execution)).contains("\"Error\":\"States.ExceedToleratedFailureThreshold\"");
    }

    @Test
    void resultsAreWrittenWithAManifest() {
        Execution execution = start(
                "\"ToleratedFailureCount\": 1, \"ResultWriter\": {\"Resource\": \"arn:aws:states:::s3:putObject\", \"Parameters\": {\"Bucket\": \"bucket\", \"Prefix\": \"out\"}},",
                FAIL_ON_TWO,
                "[1, 2]");

        JsonNode output = StatesJson.parsed(output(execution));
        String folder = "out/" + run(execution).arn().replaceAll("^.*:", "") + "/";
        assertThat(output.path("MapRunArn").asText()).isEqualTo(run(execution).arn());
        assertThat(output.path("ResultWriterDetails").toString())
                .isEqualTo("{\"Bucket\":\"bucket\",\"Key\":\"" + folder + "manifest.json\"}");
        JsonNode manifest = StatesJson.parsed(services.get("bucket", folder + "manifest.json"));
        assertThat(manifest.path("DestinationBucket").asText()).isEqualTo("bucket");
        JsonNode files = manifest.path("ResultFiles");
        assertThat(files.path("PENDING")).isEmpty();
        String succeeded = services.get("bucket", folder + "SUCCEEDED_0.json");
        assertThat(files.path("SUCCEEDED").path(0).path("Key").asText()).isEqualTo(folder + "SUCCEEDED_0.json");
        assertThat(files.path("SUCCEEDED").path(0).path("Size").asInt()).isEqualTo(succeeded.length());
        assertThat(StatesJson.parsed(succeeded).path(0).path("Output").asText()).isEqualTo("1");
        assertThat(StatesJson.parsed(services.get("bucket", folder + "FAILED_0.json"))
                        .path(0)
                        .path("Error")
                        .asText())
                .isEqualTo("Two");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '@',
            value = {
                "\"Transformation\": \"COMPACT\" @ [[1,2],[3]]",
                "\"Transformation\": \"FLATTEN\" @ [1,2,3]",
            })
    void resultsAreTransformed(String config, String expected) {
        Execution execution = start("\"ResultWriter\": {\"WriterConfig\": {" + config + "}},", PASS, "[[1, 2], [3]]");

        assertThat(output(execution)).isEqualTo(expected);
    }

    @Test
    void resultsThatCanNotBeWrittenFailTheMapRun() {
        Execution execution = start(
                "\"ResultWriter\": {\"Resource\": \"arn:aws:states:::s3:putObject\", \"Parameters\": {\"Bucket\": \"none\"}},",
                PASS,
                "[1]");

        assertThat(ended(execution).ending().path("error").asText()).isEqualTo("States.ResultWriterFailed");
    }

    /// A reference as taskgate writes it is what the reader takes.
    @Test
    void queriesNameTheObjectAndTheBatches() {
        services.put("bucket", "items", "[1, 2, 3]");
        String definition = """
                {"QueryLanguage": "JSONata", "StartAt": "M", "States": {"M": {"Type": "Map",
                  "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "Arguments": "{% $states.input.reference %}",
                    "ReaderConfig": {"InputType": "JSON", "MaxItems": "{% $states.input.most %}"}},
                  "ItemSelector": {"v": "{% $states.context.Map.Item.Value * 10 %}"},
                  "ItemBatcher": {"MaxItemsPerBatch": "{% $states.input.most %}", "BatchInput": "{% $states.context.Execution.Name %}"},
                  "ToleratedFailurePercentage": "{% 100 %}", "MaxConcurrency": "{% 1 %}",
                  "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "S", "States": {
                    "S": {"Type": "Pass", "Output": "{% {'by': $states.input.BatchInput, 'sum': $sum($states.input.Items.v)} %}", "End": true}}},
                  "Output": "{% $states.result[0] %}", "End": true}}}""";

        Execution execution = states.start(
                states.create("queried", definition, "role").arn(),
                "run",
                "{\"most\": 2, \"reference\": {\"Bucket\": \"bucket\", \"Key\": \"items\", \"bytes\": 9, \"sha256\": \"x\"}}");

        assertThat(output(execution)).isEqualTo("{\"by\":\"run\",\"sum\":30}");
    }

    @Test
    void childrenMayBeExpress() {
        String definition = """
                {"StartAt": "M", "States": {"M": {"Type": "Map", "End": true, "ItemProcessor": {
                  "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"}, "StartAt": "I", "States": {"I": %s}}}}}""";
        assertThatThrownBy(() -> states.create("waiting", definition.formatted(ASK), "role"))
                .hasMessageContaining("Express")
                .hasMessageContaining("/States/M/ItemProcessor/States/I");

        Execution execution = states.start(
                states.create("express", definition.formatted(PASS), "role").arn(), "run", "[1]");

        assertThat(output(execution)).isEqualTo("[1]");
        assertThat(run(execution).children().getFirst().arn()).contains(":express:express/");
    }

    @Test
    void thousandsOfChildrenRunInOneMapRun() {
        services.put("bucket", "items", "{\"n\": 1}\n".repeat(3_000));

        Execution execution = start(
                READ.formatted("{\"InputType\": \"JSONL\"}")
                        + "\"ResultSelector\": {\"all.$\": \"States.ArrayLength($)\"},",
                PASS,
                REFERENCE);

        assertThat(output(execution)).isEqualTo("{\"all\":3000}");
        assertThat(execution.history()).hasSize(8);
    }

    @Test
    void fieldsOfAnObjectAreItemsToo() {
        Execution execution = start("\"ItemsPath\": \"$.prices\",", PASS, "{\"prices\": {\"tea\": 3}}");

        assertThat(output(execution)).isEqualTo("[{\"Key\":\"tea\",\"Value\":3}]");
    }

    private String token(int number) {
        await().until(() -> services.sent.size() > number);
        return services.sent.get(number).path("token").asText();
    }

    @Test
    void childrenWaitForTokensAndAreStoppedWithTheirParent() {
        Execution execution = start("\"MaxConcurrency\": 2,", ASK, "[1, 2, 3]");
        String first = token(0);
        String second = token(1);
        assertThat(services.sent).hasSize(2);

        states.succeed(first, "\"done\"");
        token(2);
        states.stop(execution, StatesJson.object());

        await().until(() -> run(execution).status() == MapRun.Status.ABORTED);
        await().untilAsserted(() -> assertThatThrownBy(() -> states.heartbeat(second))
                .isInstanceOfSatisfying(
                        AwsError.class, error -> assertThat(error.type()).isEqualTo("TaskTimedOut")));
        assertThat(run(execution).counts(false))
                .containsEntry(Execution.Status.SUCCEEDED, 1L)
                .containsEntry(Execution.Status.ABORTED, 2L);
    }

    @Test
    void aRedriveTakesUpOnlyWhatHasNotSucceeded() {
        Execution execution = start("", ASK, "[1, 2]");
        token(1);
        JsonNode one = services.sent.stream()
                .filter(each -> each.path("of").asInt() == 1)
                .findFirst()
                .orElseThrow();
        JsonNode two = services.sent.stream()
                .filter(each -> each.path("of").asInt() == 2)
                .findFirst()
                .orElseThrow();
        states.succeed(one.path("token").asText(), "\"one\"");
        await().until(() -> run(execution).counts(false).containsKey(Execution.Status.SUCCEEDED));
        states.fail(two.path("token").asText(), new TaskOutcome.Failed("Bad", null));
        assertThat(ended(execution).status()).isEqualTo(Execution.Status.FAILED);

        states.redrive(execution);

        states.succeed(token(2), "\"two\"");
        assertThat(output(execution)).isEqualTo("[\"one\",\"two\"]");
        assertThat(events(execution))
                .endsWith(
                        "8<7 ExecutionRedriven",
                        "9<8 MapRunRedriven",
                        "10<9 MapRunSucceeded",
                        "11<10 MapStateSucceeded",
                        "12<10 MapStateExited",
                        "13<12 ExecutionSucceeded");
        assertThat(run(execution).redrives()).isEqualTo(1);
        assertThat(services.sent.get(2).path("of").asInt()).isEqualTo(2);
    }

    @Test
    void aTimeOutOfTheParentStopsItsChildren() {
        String definition = """
                {"TimeoutSeconds": 60, "StartAt": "M", "States": {"M": {"Type": "Map", "End": true, "ItemProcessor": {
                  "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "I", "States": {"I": %s}}}}}""".formatted(ASK);
        Execution execution =
                states.start(states.create("timed", definition, "role").arn(), "run", "[1]");
        token(0);

        timers.advance(Duration.ofSeconds(60));

        assertThat(ended(execution).status()).isEqualTo(Execution.Status.TIMED_OUT);
        await().until(() -> run(execution).counts(false).containsKey(Execution.Status.ABORTED));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"Label\": \"a b\"@Label",
                "\"ItemReader\": {\"Resource\": \"arn:aws:states:::s3:headObject\"}@ItemReader",
                "\"ItemReader\": {\"Resource\": \"arn:aws:states:::s3:getObject\", \"ReaderConfig\": {\"InputType\": \"PARQUET\"}}@PARQUET",
                "\"ItemReader\": {\"Resource\": \"arn:aws:states:::s3:getObject\", \"ReaderConfig\": {\"InputType\": \"CSV\", \"CSVHeaderLocation\": \"GIVEN\"}}@CSVHeaders",
                "\"ResultWriter\": {}@ResultWriter",
                "\"ItemBatcher\": {\"MaxItems\": 1}@'MaxItems' of ItemBatcher",
            })
    void refusesWhatItCanNotRun(String fieldAndSaid) {
        String[] parts = fieldAndSaid.split("@");
        String definition = """
                {"StartAt": "M", "States": {"M": {"Type": "Map", %s, "End": true, "ItemProcessor": {
                  "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "I", "States": {"I": %s}}}}}""".formatted(parts[0], PASS);
        assertThatThrownBy(() -> states.create("machine", definition, "role"))
                .isInstanceOfSatisfying(
                        AwsError.class, error -> assertThat(error.type()).isEqualTo("InvalidDefinition"))
                .hasMessageContaining(parts[1])
                .hasMessageContaining("/States/M");
    }
}
