package io.taskgate.standin.interpreter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.stepfunctions.Execution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tests tolerated failures of a Distributed Map, and its results in S3.
class MapResultsTest extends DistributedMapFixture {

    private static final String FAIL_ON_TWO = """
            {"Type": "Choice", "Choices": [{"Variable": "$", "NumericEquals": 2, "Next": "Bad"}], "Default": "Good"},
            "Bad": {"Type": "Fail", "Error": "Two"}, "Good": {"Type": "Succeed"}""";

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
}
