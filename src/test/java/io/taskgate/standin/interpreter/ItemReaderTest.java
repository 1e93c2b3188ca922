package io.taskgate.standin.interpreter;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.standin.stepfunctions.Execution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tests the items of a Distributed Map, from its input or from S3.
class ItemReaderTest extends DistributedMapFixture {

    /// The table and its result were recorded.
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
                "{\"InputType\": \"JSON\", \"MaxItemsPath\": \"$.most\"} @ [1] @ field MaxItems must be positive",
                "{\"InputType\": \"CSV\", \"CSVHeaderLocation\": \"GIVEN\", \"CSVHeaders\": [\"H\", \"H\"]} @ a @ CSV headers cannot contain duplicates.",
                "{\"InputType\": \"JSON\"} @ @ The specified key does not exist.",
            })
    void whatCanNotBeReadFailsTheMapRun(String config, String text, String cause) {
        if (text != null) {
            services.put("bucket", "items", text);
        }

        Execution execution = start(READ.formatted(config), PASS, REFERENCE.replace("}", ", \"most\": -1}"));

        assertThat(ended(execution).ending().path("error").asText()).isEqualTo("States.ItemReaderFailed");
        assertThat(execution.ending().path("cause").asText()).contains(cause);
        assertThat(events(execution).subList(3, 7))
                .containsExactly("4<3 MapRunStarted", "5<4 MapRunFailed", "6<5 MapStateFailed", "7<6 ExecutionFailed");
    }

    /// The reader accepts a reference in taskgate's format.
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
    void fieldsOfAnObjectAreItemsToo() {
        Execution execution = start("\"ItemsPath\": \"$.prices\",", PASS, "{\"prices\": {\"tea\": 3}}");

        assertThat(output(execution)).isEqualTo("[{\"Key\":\"tea\",\"Value\":3}]");
    }
}
