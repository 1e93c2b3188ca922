package io.taskgate.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// A worker's answer, and how it is recognised in the truth: a small result by its mark, a checked-in one by the
/// SHA-256 in its reference, a failure by its error.
///
/// @param link the last part of its link
record Said(String link, String body, String identity) {

    static Said success(String mark, int padding) {
        ObjectNode body = Log.line().put("answer", mark);
        if (padding > 0) {
            body.put("trail", "x".repeat(padding));
        }
        String text = body.toString();
        return new Said("success", text, padding > 0 ? "sha256:" + Play.sha256(text) : "answer:" + mark);
    }

    static Said failure(String mark) {
        String error = "Worker." + mark;
        return new Said(
                "failure",
                Log.line().put("error", error).put("cause", "none left").toString(),
                "error:" + error);
    }

    /// @param applied a line of the truth, of SendTaskSuccess or SendTaskFailure
    static String identityOf(JsonNode applied) {
        if (applied.has("error")) {
            return "error:" + applied.path("error").asText();
        }
        JsonNode output = Log.parse(applied.path("output").asText("null"));
        return output.has("answer")
                ? "answer:" + output.path("answer").asText()
                : "sha256:" + output.path("sha256").asText();
    }
}
