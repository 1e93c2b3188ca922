package io.taskgate.standin.mock;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/// The canned answer to one call of an integration.
public sealed interface MockAnswer {

    /// The Task succeeds with this result, also where it would wait for a token or a job.
    record Result(JsonNode result) implements MockAnswer {}

    /// The Task fails.
    record Failure(String error, Optional<String> cause) implements MockAnswer {}

    /// The call is answered with this response, and the Task waits for its token.
    record Submitted(JsonNode response) implements MockAnswer {}

    /// @param at the place in the file, for messages
    /// @throws IllegalArgumentException if it is no answer
    static MockAnswer read(String at, JsonNode json) {
        if (!json.isObject() || json.size() == 0) {
            throw wrong(at, "an answer is an object with result, with submitted, or with error and cause");
        }
        Iterator<String> names = json.fieldNames();
        while (names.hasNext()) {
            String name = names.next();
            if (!List.of("result", "submitted", "error", "cause").contains(name)) {
                throw wrong(at, "\"" + name + "\" is unknown. Use result, submitted, or error and cause");
            }
        }
        long kinds = List.of("result", "submitted", "error").stream()
                .filter(json::has)
                .count();
        if (kinds != 1 || json.has("cause") && !json.has("error")) {
            throw wrong(at, "an answer has exactly one of result, submitted and error; cause belongs to error");
        }
        if (json.has("result")) {
            return new Result(json.get("result"));
        }
        if (json.has("submitted")) {
            return new Submitted(json.get("submitted"));
        }
        if (!json.get("error").isTextual()
                || json.has("cause") && !json.get("cause").isTextual()) {
            throw wrong(at, "error and cause are texts");
        }
        return new Failure(
                json.get("error").asText(),
                Optional.ofNullable(json.get("cause")).map(JsonNode::asText));
    }

    private static IllegalArgumentException wrong(String at, String what) {
        return new IllegalArgumentException("Invalid mock file: " + at + ": " + what + ".");
    }
}
