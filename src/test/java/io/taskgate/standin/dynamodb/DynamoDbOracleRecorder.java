package io.taskgate.standin.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Collectors;

/// Records the responses of another DynamoDB, such as a DynamoDB Local that you run yourself, to the requests
/// of `src/test/resources/dynamodb`. Run it manually: `docs/standins.md`.
final class DynamoDbOracleRecorder {

    private DynamoDbOracleRecorder() {}

    /// Takes the URL as its argument. The database must be empty.
    public static void main(String[] arguments) throws IOException {
        DynamoDbOracle oracle = new DynamoDbOracle(URI.create(arguments[0]));
        for (String suite : DynamoDbOracle.SUITES) {
            List<JsonNode> cases = DynamoDbOracle.cases(suite);
            for (JsonNode given : cases) {
                DynamoDbOracle.Answer answer = oracle.send(given);
                ((ObjectNode) given).put("status", answer.status()).set("answer", answer.answer());
            }
            Files.writeString(
                    DynamoDbOracle.FOLDER.resolve(suite + ".json"),
                    cases.stream().map(JsonNode::toString).collect(Collectors.joining(",\n", "[\n", "\n]\n")));
        }
    }
}
