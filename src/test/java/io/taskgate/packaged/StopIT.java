package io.taskgate.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taskgate.standin.Ports;
import io.taskgate.standin.StandInClients;
import io.taskgate.standin.StandIns;
import io.taskgate.standin.fault.Fault;
import io.taskgate.testing.gateway.StreamClient;
import io.taskgate.testing.packaged.ApprovalScenario;
import io.taskgate.testing.packaged.PackagedGateway;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sfn.SfnClient;

/// Tests the shutdown of the packaged process (SIGTERM) while it holds an answer. Runs alone, because its
/// limits are seconds: the time in which a caller gets its report, and the time of the JVM's shutdown.
@Tag("alone")
class StopIT {

    private static final String ANSWER = "{\"approved\": true, \"by\": \"ann\"}";
    private static final int TERMINATED = 143;

    /// The delay, requests and grace period as configured below, and the time of a JVM's end on a busy
    /// machine.
    private static final Duration ALTOGETHER = Duration.ofSeconds(2 + 5 + 5 + 8);

    private StandIns aws;
    private SfnClient sfn;
    private PackagedGateway app;
    private ApprovalScenario work;

    @BeforeEach
    void start() throws IOException {
        aws = StandIns.start(Ports.FREE);
        sfn = StandInClients.of(SfnClient.builder(), aws.states());
        String machine = aws.createStateMachine("stop", KillIT.MACHINE);
        app = PackagedGateway.beside(aws, "stop")
                .with("taskgate.shutdown.delay", "2s")
                .with("taskgate.shutdown.request-timeout", "5s")
                .with("taskgate.shutdown.grace-period", "5s")
                .start();
        work = new ApprovalScenario(aws, sfn, app, machine);
        assertThat(work.register().statusCode()).isEqualTo(202);
    }

    @AfterEach
    void stop() {
        work.close();
        app.close();
        sfn.close();
        aws.close();
    }

    private static CompletableFuture<HttpResponse<String>> begun(Callable<HttpResponse<String>> call) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return call.call();
            } catch (Exception e) {
                throw new CompletionException(e);
            }
        });
    }

    @Test
    void anAnswerInWorkIsReportedBeforeTheEnd() {
        aws.faults().set(List.of(new Fault("SendTaskSuccess", Fault.Kind.LATENCY, 1, Duration.ofMillis(1_500))));
        CompletableFuture<HttpResponse<String>> answer = begun(() -> work.answer("success", ANSWER));
        await().until(() -> app.output().stream().anyMatch(line -> line.contains("Answer was committed")));

        app.terminate();

        await().until(() -> app.health("ready") == 503);
        assertThat(answer.join().statusCode()).isEqualTo(200);
        assertThat(app.exitCode(ALTOGETHER)).isEqualTo(TERMINATED);
        assertThat(work.awaitOutput()).isEqualTo(ApprovalScenario.json(ANSWER));
    }

    /// Otherwise the process would wait for it as for any request.
    @Test
    void anOpenStreamEndsWhenTheShutdownBegins() throws IOException {
        try (StreamClient stream = StreamClient.open(app.url("/v1/stream"), PackagedGateway.apiKey("operator"), null)) {
            await().until(() -> !stream.lines().isEmpty());
            assertThat(stream.isEnded()).isFalse();

            app.terminate();

            await().until(stream::isEnded);
            assertThat(app.health("ready")).isEqualTo(503);
            assertThat(app.exitCode(ALTOGETHER)).isEqualTo(TERMINATED);
        }
    }

    @Test
    void anAnswerThatCannotBeReportedNowIsHandedOver() {
        aws.faults().set(List.of(Fault.of("SendTaskSuccess", Fault.Kind.ERROR, 1_000)));
        HttpResponse<String> answer =
                begun(() -> work.answer("success", ANSWER)).join();
        assertThat(answer.statusCode()).isEqualTo(202);

        app.terminate();

        assertThat(app.exitCode(ALTOGETHER)).isEqualTo(TERMINATED);
        aws.faults().set(List.of());
        app.restart();
        assertThat(work.awaitOutput()).isEqualTo(ApprovalScenario.json(ANSWER));
    }
}
