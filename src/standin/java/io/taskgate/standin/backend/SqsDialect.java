package io.taskgate.standin.backend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.Timers;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.fault.AwsError;
import io.taskgate.standin.fault.CallLog;
import io.taskgate.standin.fault.OperationName;
import io.taskgate.standin.fault.ServedCall;
import io.taskgate.standin.wire.WireReply;
import io.taskgate.standin.wire.WireRequest;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Names the calls of SQS in both of its protocols, and logs sends and deletes.
record SqsDialect(CallLog truth, Timers timers) implements Relay.Dialect {

    private static final Set<String> CHANGES =
            Set.of("SendMessage", "SendMessageBatch", "DeleteMessage", "DeleteMessageBatch");
    private static final Pattern LIMITED = Pattern.compile("(Send|Delete|Receive|ChangeMessage).*");

    @Override
    public OperationName called(WireRequest request) throws IOException {
        String target = request.headers().first("X-Amz-Target").orElse("");
        return new OperationName(
                OperationName.Service.SQS,
                target.isEmpty() ? parameter(request, "Action") : target.substring(target.indexOf('.') + 1));
    }

    private static String parameter(WireRequest request, String name) throws IOException {
        return Stream.of((request.query() + "&" + request.body().text()).split("&"))
                .filter(pair -> pair.startsWith(name + "="))
                .map(pair -> URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8))
                .findFirst()
                .orElse("");
    }

    @Override
    public boolean readsBody(OperationName called) {
        return CHANGES.contains(called.operation());
    }

    @Override
    public Optional<AwsError> refusal(WireRequest request, OperationName called) throws IOException {
        Optional<JsonNode> body = LIMITED.matcher(called.operation()).matches()
                ? StatesJson.parse(request.body().text())
                : Optional.empty();
        return body.flatMap(asked -> SqsLimits.refusal(called.operation(), asked));
    }

    @Override
    public void applied(WireRequest request, WireReply reply, ServedCall call) throws IOException {
        String operation = call.called().operation();
        if (!CHANGES.contains(operation)) {
            return;
        }
        JsonNode asked = StatesJson.parse(request.body().text()).orElse(StatesJson.object());
        JsonNode answer = StatesJson.parse(reply.body().text()).orElse(StatesJson.object());
        String url = asked.has("QueueUrl") ? asked.get("QueueUrl").asText() : parameter(request, "QueueUrl");
        String queue = url.substring(url.lastIndexOf('/') + 1);
        switch (operation) {
            case "SendMessage" ->
                line(operation, queue, answer.path("MessageId").asText(), call);
            case "SendMessageBatch" ->
                answer.path("Successful")
                        .forEach(sent ->
                                line(operation, queue, sent.path("MessageId").asText(), call));
            case "DeleteMessage" -> line(operation, queue, message(asked), call);
            default -> asked.path("Entries").forEach(entry -> line(operation, queue, message(entry), call));
        }
    }

    /// The receipt handles of ElasticMQ begin with the message ID.
    private static String message(JsonNode entry) {
        return entry.path("ReceiptHandle").asText().split("#", 2)[0];
    }

    /// @param id empty in the query protocol, whose responses are not parsed
    private void line(String applied, String queue, String id, ServedCall call) {
        ObjectNode line = StatesJson.object()
                .put("at", timers.now().toString())
                .put("applied", applied)
                .put("queue", queue);
        if (!id.isEmpty()) {
            line.put("messageId", id);
        }
        ScopedValue.where(ServedCall.CURRENT, call).run(() -> truth.add(line));
    }
}
