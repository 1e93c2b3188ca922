package io.taskgate.standin.integration;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.interpreter.StateFailure;
import io.taskgate.standin.stepfunctions.Execution;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/// A function from source: a Python file with `handler(event, context)`, run in a process of its own for each
/// call, with `TASKGATE_URL` and `TASKGATE_KEY` in its environment. As in Lambda, the class of an exception
/// is the error name.
record LambdaProcess(Path source) {

    private static final String BOOT = """
        import importlib.util, json, sys
        spec = importlib.util.spec_from_file_location("function", sys.argv[1])
        function = importlib.util.module_from_spec(spec)
        try:
            spec.loader.exec_module(function)
            print(json.dumps({"result": function.handler(json.load(sys.stdin), None)}))
        except Exception as failed:
            print(json.dumps({"errorType": type(failed).__name__, "errorMessage": str(failed)}))
        """;

    /// @throws StateFailure with the error name of the function
    JsonNode run(String event, String gateway, Duration limit) {
        try {
            Process process = start(gateway);
            try (OutputStream in = process.getOutputStream()) {
                in.write(event.getBytes(StandardCharsets.UTF_8));
            }
            process.onExit().orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS).whenComplete((_, late) -> {
                if (late != null) {
                    process.destroyForcibly();
                }
            });
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return result(process.waitFor(), said);
        } catch (IOException missing) {
            throw new StateFailure("Lambda.SdkClientException", "python3 can't be run: " + missing.getMessage());
        } catch (InterruptedException _) {
            throw new Execution.Ended();
        }
    }

    private Process start(String gateway) throws IOException {
        ProcessBuilder python = new ProcessBuilder("python3", "-c", BOOT, source.toString());
        // Its calls stay on this machine.
        python.environment()
                .keySet()
                .removeIf(name -> name.toLowerCase(Locale.ROOT).endsWith("_proxy"));
        python.environment().put("TASKGATE_URL", gateway);
        python.environment().put("TASKGATE_KEY", OutgoingHttp.KEY);
        return python.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    private static JsonNode result(int status, String said) {
        JsonNode answer = StatesJson.parse(said)
                .orElseThrow(() -> new StateFailure(
                        "Lambda.Unknown", "the function ended with status " + status + " and no result"));
        if (answer.has("errorType")) {
            throw new StateFailure(answer.path("errorType").asText(), answer.toString());
        }
        return answer.path("result");
    }
}
