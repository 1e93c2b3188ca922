package io.taskgate.http.request;

import io.taskgate.payload.json.JsonText;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// The result of a task: any JSON. It is kept as text.
@Schema(name = "TaskResult", description = "The result of the task, any JSON")
public record TaskResultBody(JsonText json) {
    @Override
    public String toString() {
        return "TaskResultBody";
    }
}
