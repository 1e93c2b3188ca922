package io.taskgate.faults.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.taskgate.faults.FaultRun;
import io.taskgate.faults.scenario.GatewayCallers;
import io.taskgate.faults.scenario.LargeUploads;
import io.taskgate.faults.scenario.PoisonMessages;
import io.taskgate.faults.scenario.SubmittedAnswer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Breaks each invariant once with hand-written logs, which proves that the checker can find each violation.
class InvariantCheckerTest {

    private static final String START = """
            {"client": "workflow", "key": "k", "action": "start", "executionArn": "arn:1", "at": "2026-11-25T10:00:00Z"}""";
    private static final String REGISTERED = """
            {"client": "workflow", "key": "k", "action": "register", "tokenSha256": "t1", "status": 202, "at": "2026-11-25T10:00:01Z"}""";
    private static final String REQUEST = """
            {"client": "worker", "key": "k", "action": "request", "requestId": "r1", "at": "2026-11-25T10:00:02Z"}""";
    private static final String ANSWERED = """
            {"client": "worker", "key": "k", "action": "answer", "answer": "answer:k", "status": 200, "at": "2026-11-25T10:00:03Z"}""";
    private static final String APPLIED = """
            {"applied": "SendTaskSuccess", "executionArn": "arn:1", "tokenSha256": "t1", "output": "{\\"answer\\": \\"k\\"}",
             "at": "2026-11-25T10:00:03Z"}""";
    private static final String ENDED = """
            {"applied": "ExecutionEnd", "executionArn": "arn:1", "status": "SUCCEEDED", "at": "2026-11-25T10:00:03Z"}""";
    private static final String DELIVERED = """
            {"correlationKey": "k", "state": "DELIVERED", "outcome": "SUCCESS", "history": [{"event": "registered"}]}""";

    private static final String IN_DOUBT = """
            {"correlationKey": "k", "state": "DELIVERED", "outcome": "SUCCESS", "history": [
             {"event": "registered", "at": "2026-11-25T10:00:01Z"}, {"event": "settled", "at": "2026-11-25T10:00:02Z"},
             {"event": "ambiguous", "at": "2026-11-25T10:00:10Z"}, {"event": "reconciled", "at": "2026-11-25T10:00:11Z"}]}""";
    private static final String STRUCK = """
            {"struck": "SendTaskSuccess", "tokenSha256": "t1", "fault": "drop-before", "at": "2026-11-25T10:00:03Z"}""";

    private final List<String> clients = new ArrayList<>(List.of(START, REGISTERED, REQUEST, ANSWERED));
    private final List<String> truth = new ArrayList<>(List.of(APPLIED, ENDED));
    private final List<Incident> incidents = new ArrayList<>();
    private final Set<String> lateReplies = new HashSet<>();
    private String record = DELIVERED;

    private Set<Invariant> broken() {
        Map<String, JsonNode> records = FaultRun.byKey(List.of(ParticipantLog.parse(record)));
        Collection<ScenarioTrace> traces = ScenarioTrace.all(parsed(clients), parsed(truth), records);
        return new Evidence(traces, incidents, lateReplies)
                .violations().stream().map(Violation::rule).collect(Collectors.toSet());
    }

    private static List<JsonNode> parsed(List<String> lines) {
        return lines.stream().map(ParticipantLog::parse).toList();
    }

    private static void replace(List<String> lines, String line, String by) {
        assertThat(lines).contains(line);
        lines.replaceAll(each -> each.equals(line) ? by : each);
    }

    @Test
    void aGoodStoryBreaksNoRule() {
        assertThat(broken()).isEmpty();
    }

    @Test
    void anAcknowledgedAnswerThatWasNeverAppliedIsLost() {
        truth.remove(APPLIED);
        record = DELIVERED.replace("DELIVERED", "CLOSED");

        assertThat(broken()).containsExactly(Invariant.LOST);
    }

    @Test
    void anAnswerThatWasNotAcknowledgedIsNotLost() {
        replace(clients, ANSWERED, ANSWERED.replace("200", "410"));
        truth.remove(APPLIED);
        record = DELIVERED.replace("DELIVERED", "CLOSED");

        assertThat(broken()).isEmpty();
    }

    @Test
    void whatNobodySaidIsWrong() {
        replace(clients, ANSWERED, ANSWERED.replace("answer:k", "answer:other").replace("200", "0"));

        assertThat(broken()).containsExactly(Invariant.WRONG);
    }

    @Test
    void whatWasSaidButIsNotWhatWasAcknowledgedIsWrong() {
        clients.add(ANSWERED.replace("answer:k", "error:Worker.k"));
        replace(clients, ANSWERED, ANSWERED.replace("200", "409"));

        assertThat(broken()).containsExactlyInAnyOrder(Invariant.WRONG, Invariant.LOST);
    }

    @Test
    void aCheckedInAnswerIsKnownByItsDigest() {
        replace(clients, ANSWERED, ANSWERED.replace("answer:k", "sha256:abc"));
        replace(
                truth,
                APPLIED,
                APPLIED.replace("\\\"answer\\\": \\\"k\\\"", "\\\"Key\\\": \\\"x\\\", \\\"sha256\\\": \\\"abc\\\""));
        assertThat(broken()).isEmpty();

        truth.replaceAll(line -> line.replace("abc", "def"));
        assertThat(broken()).containsExactlyInAnyOrder(Invariant.WRONG, Invariant.LOST);
    }

    @Test
    void twoDifferentAnswersMustNotBothBeAcknowledged() {
        clients.add(ANSWERED.replace("answer:k", "error:Worker.k"));

        assertThat(broken()).containsExactlyInAnyOrder(Invariant.BOTH_ACKNOWLEDGED, Invariant.LOST);
    }

    @Test
    void oneExecutionGetsOneAnswer() {
        truth.add(APPLIED.replace("t1", "t2"));

        assertThat(broken()).containsExactly(Invariant.TWICE);
    }

    @Test
    void theHarnessOwnFailureIsNoAnswer() {
        truth.addFirst("""
                {"applied": "SendTaskFailure", "executionArn": "arn:1", "error": "Task.Lost", "at": "2026-11-25T10:00:02Z"}""");

        assertThat(broken()).isEmpty();
    }

    @Test
    void deliveredNeedsItsOutcomeInStepFunctions() {
        record = DELIVERED.replace("SUCCESS", "FAILURE");

        assertThat(broken()).containsExactly(Invariant.FALSE_DELIVERED);
    }

    @Test
    void closedMeansThatSomebodyElseDid() {
        record = DELIVERED.replace("DELIVERED", "CLOSED");

        assertThat(broken()).containsExactly(Invariant.FALSE_CLOSED);
    }

    @Test
    void ambiguousNeedsALostReply() {
        record = IN_DOUBT;
        assertThat(broken()).containsExactly(Invariant.NEEDLESSLY_AMBIGUOUS);

        truth.add(STRUCK.replace("t1", "another"));
        assertThat(broken()).as("strike of another task").containsExactly(Invariant.NEEDLESSLY_AMBIGUOUS);

        truth.add(STRUCK.replace("drop-before", "throttle"));
        assertThat(broken()).as("certainly not applied").containsExactly(Invariant.NEEDLESSLY_AMBIGUOUS);

        truth.add(STRUCK.replace("SendTaskSuccess", "SendTaskHeartbeat"));
        assertThat(broken()).as("strike of another operation").containsExactly(Invariant.NEEDLESSLY_AMBIGUOUS);

        truth.add(STRUCK);
        assertThat(broken()).isEmpty();
    }

    @Test
    void aDeathDuringAReportExcusesAmbiguous() {
        record = IN_DOUBT;
        Instant settled = Instant.parse("2026-11-25T10:00:02Z");
        Instant inDoubt = Instant.parse("2026-11-25T10:00:10Z");
        incidents.add(new Incident("kill", settled.minusSeconds(60), settled.minusSeconds(2)));
        incidents.add(new Incident("kill", inDoubt.plusSeconds(2), inDoubt.plusSeconds(60)));
        assertThat(broken())
                .as("incidents before and after the report")
                .containsExactly(Invariant.NEEDLESSLY_AMBIGUOUS);

        incidents.add(new Incident("kill", settled.plusSeconds(4), settled.plusSeconds(4)));
        assertThat(broken()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"overload", "starved", "wire", "stop", "roll"})
    void whatTakesTheTimeOfProcessesDuringAReportExcusesAmbiguous(String what) {
        record = IN_DOUBT;
        Instant inDoubt = Instant.parse("2026-11-25T10:00:10Z");
        incidents.add(new Incident(what, inDoubt.plusSeconds(3), inDoubt.plusSeconds(4)));
        assertThat(broken()).as("incident after the report").containsExactly(Invariant.NEEDLESSLY_AMBIGUOUS);

        incidents.add(new Incident(what, inDoubt.minusSeconds(3), inDoubt.minusSeconds(2)));
        assertThat(broken()).isEmpty();
    }

    @Test
    void aReplyThatAGatewayWaitedForInVainExcusesAmbiguous(@TempDir Path logs) throws IOException {
        record = IN_DOUBT.replace("\"state\"", "\"callbackId\": \"cb_1\", \"state\"");
        Path log = logs.resolve("gateway-1.log");
        String line = "No reply came to the report, which is in doubt: callbackId=%s cause=%s%n";
        Files.writeString(log, line.formatted("cb_2", "ApiCallTimeoutException"));
        Files.writeString(log, line.formatted("cb_1", "SocketException: Connection reset"), StandardOpenOption.APPEND);
        lateReplies.addAll(Evidence.lateReplies(logs));
        assertThat(broken())
                .as("late reply of another callback; reply lost for another reason")
                .containsExactly(Invariant.NEEDLESSLY_AMBIGUOUS);

        Files.writeString(log, line.formatted("cb_1", "ApiCallTimeoutException"), StandardOpenOption.APPEND);
        lateReplies.addAll(Evidence.lateReplies(logs));
        assertThat(broken()).isEmpty();
    }

    @Test
    void whoIsSentAwayIsToldWhenToComeAgain() {
        clients.add(ANSWERED.replace("200", "503"));
        assertThat(broken()).containsExactly(Invariant.NO_RETRY_AFTER);

        clients.removeLast();
        clients.add(ANSWERED.replace("200", "429, \"retryAfter\": true"));
        assertThat(broken()).isEmpty();
    }

    @Test
    void oneTokenHasOneRequestId() {
        clients.add(REQUEST.replace("r1", "r2"));
        assertThat(broken()).containsExactly(Invariant.REQUEST_IDS);

        clients.add(REGISTERED.replace("t1", "t2"));
        assertThat(broken()).isEmpty();
    }

    @Test
    void aTimeOutBeforeTheDeadlineThatWasToldIsEarly() {
        clients.add("""
                {"client": "worker", "key": "k", "action": "heartbeat", "status": 200,
                 "heartbeatDeadline": "2026-11-25T10:00:05Z", "at": "2026-11-25T10:00:02Z"}""");
        truth.addFirst("""
                {"applied": "SendTaskFailure", "executionArn": "arn:1", "error": "Taskgate.HeartbeatTimeout", "at": "2026-11-25T10:00:04Z"}""");
        assertThat(broken()).containsExactly(Invariant.TIMED_OUT_EARLY);

        truth.replaceAll(line -> line.replace("10:00:04Z", "10:00:07Z"));
        assertThat(broken()).isEmpty();
    }

    @Test
    void anAnsweredTaskMustNotStayOpen() {
        replace(clients, ANSWERED, ANSWERED.replace("200", "410"));
        truth.clear();
        record = DELIVERED.replace("DELIVERED", "CLOSED");

        assertThat(broken()).containsExactly(Invariant.OPEN);
    }

    @Test
    void everyRecordComesToItsEnd() {
        record = DELIVERED.replace("DELIVERED", "AMBIGUOUS");

        assertThat(broken()).containsExactly(Invariant.UNFINISHED);
    }

    @Test
    void nothingInTheWorkloadEarnsARefusal() {
        clients.add(REGISTERED.replace("202", "400"));

        assertThat(broken()).containsExactly(Invariant.REFUSED);
    }

    @Test
    void poisonIsBuriedWithItsReasonAndNothingElseIs() {
        assertThat(PoisonMessages.check(List.of("mark"), Map.of("…mark…", "no JSON")))
                .isEmpty();
        assertThat(PoisonMessages.check(List.of("mark"), Map.of("…mark…", "")))
                .extracting(Violation::rule)
                .containsExactly(Invariant.DEAD_LETTERS);
        assertThat(PoisonMessages.check(List.of("mark"), Map.of())).hasSize(1);
        assertThat(PoisonMessages.check(List.of(), Map.of("{\"detail\": {\"callbackId\": \"cb_1\"}}", "why")))
                .extracting(Violation::key)
                .containsExactly("cb_1");
        assertThat(PoisonMessages.check(List.of(), Map.of("{\"detail\": {\"callbackId\": \"cb_1\"}}", "")))
                .isEmpty();
    }

    @Test
    void whatIsNotQuietInTimeIsSaid() {
        Duration quiet = Duration.ofSeconds(60);

        assertThat(new FaultRun.Timed(quiet, quiet).unquiet(quiet)).isEmpty();
        assertThat(new FaultRun.Timed(quiet, quiet.plusMillis(1)).unquiet(quiet))
                .extracting(Violation::rule)
                .containsExactly(Invariant.UNQUIET);
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 400, 413, 500, 507})
    void anUploadToAFullDiskIsToldNothingBut503(int status) {
        assertThat(LargeUploads.whileFull(1, response(status)))
                .map(Violation::rule)
                .contains(Invariant.DISK_FULL);
        assertThat(LargeUploads.whileFull(1, response(503))).isEmpty();
    }

    @Test
    void anUploadIsTakenWhenThereIsRoomAgain() {
        assertThat(LargeUploads.afterClear(1, response(201))).isEmpty();
        assertThat(LargeUploads.afterClear(1, response(503)))
                .map(Violation::rule)
                .contains(Invariant.DISK_FULL);
    }

    private static GatewayCallers.Response response(int status) {
        return new GatewayCallers.Response(status, MissingNode.getInstance(), true);
    }

    @Test
    void aTokenInAGatewaysOutputIsFound(@TempDir Path logs) throws IOException {
        Evidence evidence = new Evidence(List.of(), List.of(), Set.of());
        Files.writeString(logs.resolve("gateway-1.log"), "registered cb_1 AQCshort\n");
        Files.writeString(logs.resolve("clients.jsonl"), token());
        assertThat(evidence.tokensShown(logs)).isEmpty();

        Files.writeString(logs.resolve("gateway-2.log"), "registered " + token() + "\n");
        assertThat(evidence.tokensShown(logs))
                .extracting(Violation::rule, Violation::key)
                .containsExactly(tuple(Invariant.TOKEN_SHOWN, "gateway-2.log"));
    }

    private static String token() {
        return "AQC" + "Ab0/+".repeat(120) + "==";
    }

    @Test
    void anAnswerIsFoundAgainInTheTruth() {
        SubmittedAnswer small = SubmittedAnswer.success("k", 0);
        String output = ParticipantLog.line().put("output", small.body()).toString();
        assertThat(SubmittedAnswer.identityOf(ParticipantLog.parse(output)))
                .isEqualTo(small.identity())
                .isEqualTo("answer:k");
        SubmittedAnswer failure = SubmittedAnswer.failure("k");
        assertThat(SubmittedAnswer.identityOf(ParticipantLog.parse(failure.body())))
                .isEqualTo(failure.identity());
        assertThat(SubmittedAnswer.success("k", 100).identity()).startsWith("sha256:");
    }
}
