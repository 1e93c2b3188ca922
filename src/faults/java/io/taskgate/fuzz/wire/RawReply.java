package io.taskgate.fuzz.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.Map;

/// The result of a request.
public sealed interface RawReply {

    long millis();

    /// A response.
    ///
    /// @param headers the headers by lower-case name
    @SuppressWarnings("ArrayRecordComponent")
    record Answered(int status, Map<String, String> headers, byte[] body, long millis) implements RawReply {

        private static final ObjectMapper JSON = new ObjectMapper();

        public boolean isSuccess() {
            return status >= 200 && status < 300;
        }

        /// Returns the body as JSON; missing if it is not JSON.
        public JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                return MissingNode.getInstance();
            }
        }

        public boolean isProblem() {
            return headers.getOrDefault("content-type", "").startsWith("application/problem+json");
        }
    }

    /// The connection was closed or refused without a response.
    record Closed(String how, long millis) implements RawReply {}

    /// Neither a response nor the end of the connection within 30 s.
    record Hung(long millis) implements RawReply {}
}
