package io.taskgate.standin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.definition.StatesJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Tests the environment of command lines, which every version of botocore reads.
class BotocoreDataTest {

    @Test
    void theEnvironmentLeadsEveryServiceToLoopback() throws IOException {
        Path data;
        try (StandIns aws = StandIns.start(Ports.FREE)) {
            Map<String, String> environment = aws.environment().stream()
                    .map(line -> line.split("=", 2))
                    .collect(Collectors.toMap(part -> part[0], part -> part[1]));
            assertThat(environment)
                    .containsEntry("AWS_ENDPOINT_URL_SFN", aws.states().toString())
                    .containsEntry("AWS_ENDPOINT_URL_STS", aws.states().toString())
                    .containsEntry("AWS_DISABLE_HOST_PREFIX_INJECTION", "true");
            data = Path.of(environment.get("AWS_DATA_PATH"));
            assertThat(url(data, "stepfunctions/2016-11-23", 0))
                    .isEqualTo(aws.states().toString());
            assertThat(url(data, "events/2015-10-07", 0)).isEqualTo(aws.events().toString());
            assertThat(url(data, "sts/2011-06-15", 0)).isEqualTo(aws.states().toString());
            assertThat(url(data, "dynamodb/2012-08-10", 0))
                    .isEqualTo(aws.dynamodb().toString());
            assertThat(url(data, "sqs/2012-11-05", 0)).isEqualTo(aws.sqs().toString());
            assertThat(url(data, "s3/2006-03-01", 0)).isEqualTo(aws.s3() + "/{Bucket}");
            assertThat(url(data, "s3/2006-03-01", 1)).isEqualTo(aws.s3().toString());
            assertThat(read(data.resolve("stepfunctions/2016-11-23/service-2.sdk-extras.json"))
                            .at("/merge/operations/StartSyncExecution/endpoint/hostPrefix")
                            .textValue())
                    .isEmpty();
        }
        assertThat(data).doesNotExist();
    }

    private static String url(Path data, String service, int rule) throws IOException {
        return read(data.resolve(service).resolve("endpoint-rule-set-1.json"))
                .path("rules")
                .path(rule)
                .at("/endpoint/url")
                .textValue();
    }

    private static JsonNode read(Path file) throws IOException {
        return StatesJson.parsed(Files.readString(file));
    }
}
