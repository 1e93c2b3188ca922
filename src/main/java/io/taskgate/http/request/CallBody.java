package io.taskgate.http.request;

import io.taskgate.payload.json.JsonText;

/// The request of a call: any JSON, `{}` for an empty body. It is kept as text.
public record CallBody(JsonText json) {
    @Override
    public String toString() {
        return "CallBody";
    }
}
