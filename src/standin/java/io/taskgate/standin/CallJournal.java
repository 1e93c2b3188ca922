package io.taskgate.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.fault.OperationName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Logger;

/// Records the calls that create resources in Step Functions and EventBridge in a file, and replays them at
/// the next start. The file contains connection secrets.
public final class CallJournal {

    private static final Set<String> KEPT = Set.of(
            "CreateStateMachine",
            "UpdateStateMachine",
            "DeleteStateMachine",
            "PublishStateMachineVersion",
            "DeleteStateMachineVersion",
            "CreateStateMachineAlias",
            "UpdateStateMachineAlias",
            "DeleteStateMachineAlias",
            "CreateActivity",
            "DeleteActivity",
            "TagResource",
            "UntagResource",
            "CreateEventBus",
            "DeleteEventBus",
            "PutRule",
            "EnableRule",
            "DisableRule",
            "DeleteRule",
            "PutTargets",
            "RemoveTargets",
            "CreateConnection",
            "DeleteConnection",
            "CreateApiDestination",
            "DeleteApiDestination");

    /// The names of generated resources, so that a replay creates them with the same names.
    static final List<String> MADE = List.of("ConnectionArn", "ApiDestinationArn", "revisionId");

    public static final String AGAIN = "made";

    private static final Logger LOG = Logger.getLogger(CallJournal.class.getName());

    private final Optional<Path> file;

    CallJournal(Optional<Path> folder) {
        this.file = folder.map(path -> path.resolve("calls.jsonl"));
    }

    /// Replays one call.
    interface Replay {
        void call(OperationName called, JsonNode request);
    }

    /// @throws AwsError if a call is rejected that succeeded before
    void replay(Replay replay) throws IOException {
        if (file.isEmpty() || !Files.exists(file.get())) {
            return;
        }
        for (String line : whole(file.get())) {
            JsonNode kept = StatesJson.parsed(line);
            OperationName.Service service =
                    OperationName.Service.valueOf(kept.path("service").asText());
            replay.call(new OperationName(service, kept.path("operation").asText()), kept.path("request"));
        }
    }

    /// Returns the complete lines. A killed process can leave part of the last line, to which the next line
    /// must not be appended.
    private static List<String> whole(Path file) throws IOException {
        // Not readString, which fails at a truncated character.
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        int end = text.lastIndexOf('\n') + 1;
        if (end < text.length()) {
            LOG.warning(file + ": the last line was truncated and is ignored");
            Files.writeString(file, text.substring(0, end));
        }
        return text.substring(0, end).lines().toList();
    }

    /// Records a successful call.
    synchronized void keep(OperationName called, JsonNode request, JsonNode answer) {
        if (file.isEmpty() || !KEPT.contains(called.operation())) {
            return;
        }
        ObjectNode again = request.deepCopy();
        MADE.stream()
                .filter(answer::has)
                .forEach(arn -> again.withObject("/" + AGAIN).set(arn, answer.get(arn)));
        String line = StatesJson.object()
                        .put("service", called.service().name())
                        .put("operation", called.operation())
                        .set("request", again)
                + "\n";
        try {
            Files.writeString(file.get(), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }
}
