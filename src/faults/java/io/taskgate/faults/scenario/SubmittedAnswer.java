package io.taskgate.faults.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.faults.check.ParticipantLog;

/// A worker's answer with its identity in the truth log: the mark of a small result, the SHA-256 in the
/// reference of a stored result, or the error of a failure.
///
/// @param link the name of the link for this kind of answer
public record SubmittedAnswer(String link, String body, String identity) {

    public static SubmittedAnswer success(String mark, int padding) {
        ObjectNode body = ParticipantLog.line().put("answer", mark);
        if (padding > 0) {
            body.put("trail", "x".repeat(padding));
        }
        String text = body.toString();
        return new SubmittedAnswer("success", text, padding > 0 ? "sha256:" + Scenario.sha256(text) : "answer:" + mark);
    }

    public static SubmittedAnswer failure(String mark) {
        String error = "Worker." + mark;
        return new SubmittedAnswer(
                "failure",
                ParticipantLog.line()
                        .put("error", error)
                        .put("cause", "out of stock")
                        .toString(),
                "error:" + error);
    }

    /// The identity of an applied answer.
    ///
    /// @param applied the logged call of SendTaskSuccess or SendTaskFailure
    public static String identityOf(JsonNode applied) {
        if (applied.has("error")) {
            return "error:" + applied.path("error").asText();
        }
        JsonNode output = ParticipantLog.parse(applied.path("output").asText("null"));
        return output.has("answer")
                ? "answer:" + output.path("answer").asText()
                : "sha256:" + output.path("sha256").asText();
    }
}
