package io.taskgate.packaged.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.deploy.ExternalTool;
import io.taskgate.standin.Ports;
import io.taskgate.standin.StandIns;
import io.taskgate.testing.packaged.ApprovalScenario;
import io.taskgate.testing.packaged.ConsoleScenario;
import io.taskgate.testing.packaged.PackagedGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/// The console in headless Chromium on the packaged gateway: `src/test/resources/console/checks.mjs` opens each page
/// and does what operators do. Each of its checks is a test here. Screenshots are in `target/console`;
/// `-Drefresh.pictures=true` makes those of the README anew.
class ConsoleIT {

    private static final Path SCRIPT = Path.of("src/test/resources/console/checks.mjs");
    private static final Path NODE_TOOLS = Path.of("target/tools/node").toAbsolutePath();
    private static final String UNCHECKED = "The console is not checked in a browser";
    private static final String REMEDY = "run .ci/tools";
    private static final String REVIEW = "orders.review";
    private static final String APPROVE = "orders.approve";
    private static final int HOUR = 3600;
    private static final Pattern LINE = Pattern.compile("(?m)^(ok|not ok) ([^:\\n]+)(?:: (.*))?$");

    private final ObjectNode facts = new ObjectMapper().createObjectNode();
    private final ObjectNode callbacks = facts.putObject("callbacks");

    @TestFactory
    List<DynamicTest> theConsoleInABrowser() throws IOException, InterruptedException {
        Path node = ExternalTool.require("node", UNCHECKED, REMEDY);
        Path chromium = ExternalTool.require("chromium", UNCHECKED, REMEDY);
        if (!Files.isDirectory(NODE_TOOLS.resolve("node_modules/playwright-core"))) {
            ExternalTool.missing(UNCHECKED + ": there is no playwright-core in " + NODE_TOOLS + ": " + REMEDY);
        }
        try (StandIns aws = StandIns.start(Ports.FREE);
                PackagedGateway app = ConsoleScenario.gateway(aws, "console").start();
                ConsoleScenario shop = new ConsoleScenario(aws, app)) {
            prepare(shop, app);
            ExternalTool.Result result = ExternalTool.run(
                    Path.of(""),
                    Map.of(
                            "CONSOLE_FACTS", facts.toString(),
                            "CONSOLE_NODE", NODE_TOOLS.toString(),
                            "CONSOLE_CHROMIUM", chromium.toString()),
                    node.toString(),
                    SCRIPT.toString());
            List<DynamicTest> tests = new ArrayList<>(checks(result));
            tests.addAll(outcomes(shop));
            return tests;
        }
    }

    private void prepare(ConsoleScenario shop, PackagedGateway app) throws IOException {
        facts.put("base", app.url("/").toString())
                .put("shots", "target/console")
                .put("pictures", Boolean.getBoolean("refresh.pictures") ? "docs/pictures" : "target/console/pictures");
        facts.putObject("keys")
                .put("console", PackagedGateway.apiKey("console"))
                .put("reader", PackagedGateway.apiKey("reader"))
                .put("worker", PackagedGateway.apiKey("worker"));
        callbacks.put("completed", shop.register(APPROVE, "order-4711", HOUR / 4, 400));
        callbacks.put("cancelled", shop.register(APPROVE, "order-4712", HOUR, 40));
        callbacks.put("failed", shop.register(APPROVE, "order-4713", HOUR / 2, 40));
        callbacks.put("answered", shop.register(APPROVE, "order-4714", HOUR / 2, 40));
        callbacks.put("kept", shop.register(REVIEW, "order-4801", HOUR, 200_000));
        shop.register(REVIEW, "order-4802", 2 * HOUR, 100);
        shop.heartbeat(REVIEW, "order-4801", "{\"page\": 3, \"of\": 12}");
        shop.register("parcels.send", "parcel-7", HOUR, 40);
        shop.register(APPROVE, "order-4700", HOUR, 40);
        shop.succeed(APPROVE, "order-4700", "{\"approved\": true, \"by\": \"ann\"}");
        shop.succeed(APPROVE, "order-4900", "{\"approved\": true, \"by\": \"bob\"}");
        shop.sendUnmatched();
        facts.put("batch", shop.startBatch());
    }

    private static List<DynamicTest> checks(ExternalTool.Result result) {
        List<DynamicTest> checks = LINE.matcher(result.output())
                .results()
                .map(line -> dynamicTest(
                        line.group(2), () -> assertThat(line.group()).startsWith("ok ")))
                .toList();
        return Stream.concat(checks.stream(), Stream.of(dynamicTest("the script has run to its end", () -> {
                    assertThat(result.exitCode()).as(result.output()).isZero();
                    assertThat(checks).hasSizeGreaterThan(40);
                })))
                .toList();
    }

    /// What Step Functions has, which is what counts. The executions are read now, while the stand-ins run.
    private List<DynamicTest> outcomes(ConsoleScenario shop) throws IOException {
        DescribeExecutionResponse completed = shop.awaitEnd("order-4711");
        DescribeExecutionResponse cancelled = shop.awaitEnd("order-4712");
        DescribeExecutionResponse failed = shop.awaitEnd("order-4713");
        String history = shop.callback(callbacks.path("cancelled").asText()).toString();
        return List.of(
                dynamicTest("the completed callback lets its execution succeed", () -> {
                    assertThat(completed.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
                    assertThat(ApprovalScenario.json(String.valueOf(completed.output()))
                                    .path("by")
                                    .asText())
                            .isEqualTo("the console");
                }),
                dynamicTest("the cancelled callback ends its execution, with the reason in the record", () -> {
                    assertThat(cancelled.error()).isEqualTo("Taskgate.Cancelled");
                    assertThat(history).contains("ordered twice");
                }),
                dynamicTest("the failed callback ends its execution with the error", () -> {
                    assertThat(failed.error()).isEqualTo("Orders.OutOfStock");
                    assertThat(failed.cause()).isEqualTo("none left");
                }));
    }
}
