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

/// What was made by call in Step Functions and EventBridge, call by call in a file, to be made again at the
/// next start.
/// Secrets of connections are in it.
public final class CallJournal {

    private static final Set<String> KEPT = Set.of(
            "CreateStateMachine",
            "UpdateStateMachine",
            "DeleteStateMachine",
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

    /// What a new thing is called, so that it has the same name when made again.
    static final List<String> MADE = List.of("ConnectionArn", "ApiDestinationArn");

    public static final String AGAIN = "made";

    private static final Logger LOG = Logger.getLogger(CallJournal.class.getName());

    private final Optional<Path> file;

    CallJournal(Optional<Path> folder) {
        this.file = folder.map(path -> path.resolve("calls.jsonl"));
    }

    /// One call on its way.
    interface Replay {
        void call(OperationName called, JsonNode request);
    }

    /// @throws AwsError when a call is refused now, which was not then
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

    /// The lines that were written to their end. A process that was killed may leave a part of the last one,
    /// which the
    /// next line must not be joined to.
    private static List<String> whole(Path file) throws IOException {
        // not readString: it stops at a character that was cut in two
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        int end = text.lastIndexOf('\n') + 1;
        if (end < text.length()) {
            LOG.warning(file + ": its last line was cut off and is left out");
            Files.writeString(file, text.substring(0, end));
        }
        return text.substring(0, end).lines().toList();
    }

    /// A call that was served.
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
