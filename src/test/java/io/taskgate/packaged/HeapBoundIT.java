package io.taskgate.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.Ports;
import io.taskgate.standin.StandIns;
import io.taskgate.testing.packaged.ApprovalScenario;
import io.taskgate.testing.packaged.PackagedGateway;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// Tests that requests whose bodies consist of small objects do not end a process with the image's default
/// heap (finding 6).
class HeapBoundIT {

    private static final int SHIPPED_HEAP = 102;
    private static final String FLAGS = "-XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError";
    private static final int ROUNDS = 5;

    @Test
    void bodiesOfSmallObjectsDoNotEndTheProcess() throws Exception {
        try (StandIns aws = StandIns.start(Ports.FREE);
                PackagedGateway app = PackagedGateway.beside(aws, "heap-bound")
                        .withEnvironment("JAVA_TOOL_OPTIONS", FLAGS)
                        .heap(SHIPPED_HEAP)
                        .start()) {
            HttpResponse<String> registered = register(app);
            JsonNode links = ApprovalScenario.json(registered).path("links");
            URI heartbeat = app.url(URI.create(links.path("heartbeat").asText()).getRawPath() + "?"
                    + URI.create(links.path("heartbeat").asText()).getRawQuery());
            String objects = "{\"a\":{\"b\":1}},".repeat(70_000) + "1]";
            String progress = "{\"progress\":[" + objects + "}";
            String preview = "{\"shape\":{},\"payload\":[" + objects + "}";
            String few = "{\"shape\":{},\"payload\":[" + "{\"a\":{\"b\":1}},".repeat(4_500) + "1]}";
            String event = "{\"source\":\"s\",\"detail-type\":\"d\",\"detail\":{\"a\":[" + objects + "}}";

            for (int i = 0; i < ROUNDS; i++) {
                assertThat(together(16, () -> app.post(heartbeat, "", progress)))
                        .isSubsetOf(413, 429);
                assertThat(together(12, () -> app.post(app.url("/v1/shapes/preview"), "workflow", preview)))
                        .isSubsetOf(400, 429);
                assertThat(together(64, () -> app.post(app.url("/v1/shapes/preview"), "workflow", few)))
                        .isSubsetOf(200, 422, 429);
                assertThat(together(12, () -> app.post(app.url("/v1/events"), "worker", event)))
                        .isSubsetOf(400, 429);
            }

            assertThat(app.post(heartbeat, "", "{}").statusCode()).isLessThan(500);
            assertThat(app.output()).noneMatch(line -> line.contains("java.lang.OutOfMemoryError"));
        }
    }

    private static HttpResponse<String> register(PackagedGateway app) throws Exception {
        HttpResponse<String> answer = app.post(
                app.url("/v1/callbacks"),
                "workflow",
                "{\"taskToken\":\"none\",\"service\":\"orders\",\"operation\":\"approve\",\"input\":{}}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return answer;
    }

    /// Sends concurrent requests and returns their statuses; fails if one gets no response.
    private static List<Integer> together(int count, Callable<HttpResponse<String>> request) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                answers.add(threads.submit(request));
            }
            List<Integer> statuses = new ArrayList<>();
            for (Future<HttpResponse<String>> answer : answers) {
                statuses.add(answer.get().statusCode());
            }
            return statuses;
        }
    }
}
