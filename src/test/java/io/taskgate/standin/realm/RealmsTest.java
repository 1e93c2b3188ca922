package io.taskgate.standin.realm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.Ports;
import io.taskgate.standin.SdkClients;
import io.taskgate.standin.StandInSettings;
import io.taskgate.standin.StandIns;
import io.taskgate.standin.definition.StatesJson;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.InvalidTokenException;
import software.amazon.awssdk.services.sfn.model.TaskTimedOutException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;

/// Two accounts and two regions, and STS.
class RealmsTest {

    private static final String OTHER = "222222222222";
    private static final String MAPPED = "333333333333";
    private static final AwsCredentials HOME = AwsBasicCredentials.create("any", "thing");
    private static final AwsCredentials OF_OTHER = AwsBasicCredentials.create(OTHER, "thing");
    private static final String ROLE = "arn:aws:iam::" + OTHER + ":role/path/answering";

    private static StandIns aws;

    @BeforeAll
    static void start() throws IOException {
        aws = StandIns.start(StandInSettings.at(Ports.FREE).withAccounts(AccountKeys.parse("AKIAORDERS=" + MAPPED)));
    }

    @AfterAll
    static void stop() {
        aws.close();
    }

    private static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(
            B builder, URI endpoint, AwsCredentials credentials, Region region) {
        return builder.endpointOverride(endpoint)
                .region(region)
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    private static SfnClient states(AwsCredentials credentials, Region region) {
        return client(SfnClient.builder(), aws.states(), credentials, region);
    }

    private static StsClient sts(AwsCredentials credentials) {
        return client(StsClient.builder(), aws.states(), credentials, Region.US_EAST_1);
    }

    private static String create(SfnClient states, String name, String state) {
        return states.createStateMachine(create -> create.name(name)
                        .roleArn("arn:aws:iam::000000000000:role/local")
                        .definition("{\"StartAt\": \"S\", \"States\": {\"S\": " + state + "}}"))
                .stateMachineArn();
    }

    /// A task of the home account in us-east-1 that waits for its token.
    private static String token(String name) {
        SqsClient queues = SdkClients.client(SqsClient.builder(), aws.sqs());
        String queue = queues.createQueue(make -> make.queueName(name)).queueUrl();
        SfnClient states = states(HOME, Region.US_EAST_1);
        String machine = create(states, name, """
                {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "End": true,
                 "Parameters": {"QueueUrl": "%s", "MessageBody": {"token.$": "$$.Task.Token"}}}""".formatted(queue));
        states.startExecution(start -> start.stateMachineArn(machine));
        Message message = queues.receiveMessage(
                        receive -> receive.queueUrl(queue).waitTimeSeconds(20))
                .messages()
                .getFirst();
        return StatesJson.parsed(message.body()).path("token").asText();
    }

    @Test
    void aTokenIsInvalidInAnotherAccountAndInAnotherRegion() {
        String token = token("foreign");

        for (SfnClient foreign : List.of(states(OF_OTHER, Region.US_EAST_1), states(HOME, Region.EU_WEST_1))) {
            assertThatThrownBy(() -> foreign.sendTaskSuccess(
                            send -> send.taskToken(token).output("1")))
                    .isInstanceOf(InvalidTokenException.class);
            assertThatThrownBy(() -> foreign.sendTaskFailure(send -> send.taskToken(token)))
                    .isInstanceOf(InvalidTokenException.class);
            assertThatThrownBy(() -> foreign.sendTaskHeartbeat(send -> send.taskToken(token)))
                    .isInstanceOf(InvalidTokenException.class);
        }
        SfnClient own = states(HOME, Region.US_EAST_1);
        own.sendTaskSuccess(send -> send.taskToken(token).output("1"));
        assertThatThrownBy(
                        () -> own.sendTaskSuccess(send -> send.taskToken(token).output("1")))
                .isInstanceOf(TaskTimedOutException.class);
        assertThatThrownBy(() -> states(OF_OTHER, Region.US_EAST_1)
                        .sendTaskSuccess(send -> send.taskToken(token).output("1")))
                .as("closed")
                .isInstanceOf(InvalidTokenException.class);
    }

    /// As a gateway that serves state machines of several accounts does.
    @Test
    void anAssumedRoleAnswersInItsAccount() {
        String token = token("assumed");
        AssumeRoleResponse foreign =
                sts(HOME).assumeRole(assume -> assume.roleArn(ROLE).roleSessionName("worker"));
        AssumeRoleResponse back = sts(OF_OTHER)
                .assumeRole(assume -> assume.roleArn("arn:aws:iam::000000000000:role/answering")
                        .roleSessionName("worker"));

        assertThat(foreign.assumedRoleUser().arn())
                .isEqualTo("arn:aws:sts::" + OTHER + ":assumed-role/answering/worker");
        assertThatThrownBy(() -> states(session(foreign), Region.US_EAST_1)
                        .sendTaskSuccess(send -> send.taskToken(token).output("1")))
                .isInstanceOf(InvalidTokenException.class);
        states(session(back), Region.US_EAST_1)
                .sendTaskSuccess(send -> send.taskToken(token).output("1"));
    }

    private static AwsCredentials session(AssumeRoleResponse assumed) {
        return AwsSessionCredentials.create(
                assumed.credentials().accessKeyId(),
                assumed.credentials().secretAccessKey(),
                assumed.credentials().sessionToken());
    }

    @Test
    void realmsShareNoStateMachinesExecutionsAndRules() {
        SfnClient home = states(HOME, Region.US_EAST_1);
        SfnClient other = states(OF_OTHER, Region.EU_WEST_1);
        String here = create(home, "same", "{\"Type\": \"Succeed\"}");
        String there = create(other, "same", "{\"Type\": \"Fail\"}");

        assertThat(there).isEqualTo("arn:aws:states:eu-west-1:" + OTHER + ":stateMachine:same");
        String run = other.startExecution(start -> start.stateMachineArn(there).name("run"))
                .executionArn();
        assertThat(run).isEqualTo("arn:aws:states:eu-west-1:" + OTHER + ":execution:same:run");
        await().until(() ->
                other.describeExecution(describe -> describe.executionArn(run)).status() == ExecutionStatus.FAILED);
        assertThat(home.listExecutions(list -> list.stateMachineArn(here)).executions())
                .isEmpty();
        assertThatThrownBy(() -> home.describeExecution(describe -> describe.executionArn(run)))
                .hasMessageContaining("Does Not Exist");
        EventBridgeClient events = client(EventBridgeClient.builder(), aws.events(), OF_OTHER, Region.EU_WEST_1);
        assertThat(events.putRule(put -> put.name("r").eventPattern("{\"source\": [\"s\"]}"))
                        .ruleArn())
                .isEqualTo("arn:aws:events:eu-west-1:" + OTHER + ":rule/r");
        assertThat(client(EventBridgeClient.builder(), aws.events(), HOME, Region.US_EAST_1)
                        .listRules(list -> list.limit(100))
                        .rules())
                .noneMatch(rule -> rule.name().equals("r"));
    }

    @Test
    void whoCallsIsDecidedByTheAccessKey() throws Exception {
        assertThat(sts(HOME).getCallerIdentity().account()).isEqualTo("000000000000");
        assertThat(sts(OF_OTHER).getCallerIdentity().account()).isEqualTo(OTHER);
        assertThat(sts(AwsBasicCredentials.create("AKIAORDERS", "x"))
                        .getCallerIdentity()
                        .arn())
                .isEqualTo("arn:aws:iam::" + MAPPED + ":user/AKIAORDERS");
        AssumeRoleResponse assumed = sts(HOME)
                .assumeRole(
                        assume -> assume.roleArn(ROLE).roleSessionName("worker").durationSeconds(900));
        assertThat(assumed.credentials().expiration())
                .isBetween(
                        Instant.now().plus(Duration.ofMinutes(13)),
                        Instant.now().plus(Duration.ofMinutes(15)));
        assertThat(sts(session(assumed)).getCallerIdentity().arn())
                .isEqualTo("arn:aws:sts::" + OTHER + ":assumed-role/answering/worker");
        HttpResponse<String> unsigned = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(aws.states())
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        "Action=GetCallerIdentity&Version=2011-06-15"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(unsigned.body()).contains("<Account>000000000000</Account>");
    }

    @Test
    void wrongCallsOfStsAreRefused() {
        assertThatThrownBy(() ->
                        sts(HOME).assumeRole(assume -> assume.roleArn("nope").roleSessionName("worker")))
                .satisfies(RealmsTest::isValidation);
        assertThatThrownBy(() ->
                        sts(HOME).assumeRole(assume -> assume.roleArn(ROLE).roleSessionName("w")))
                .satisfies(RealmsTest::isValidation);
        assertThatThrownBy(() -> sts(HOME)
                        .assumeRole(assume ->
                                assume.roleArn(ROLE).roleSessionName("worker").durationSeconds(60)))
                .satisfies(RealmsTest::isValidation);
        assertThatThrownBy(() -> sts(HOME).getSessionToken()).hasMessageContaining("GetSessionToken");
        assertThatThrownBy(() ->
                        sts(HOME).getWebIdentityToken(get -> get.audience("a").signingAlgorithm("HS256")))
                .satisfies(RealmsTest::isValidation);
    }

    private static void isValidation(Throwable thrown) {
        assertThat(((AwsServiceException) thrown).awsErrorDetails().errorCode()).isEqualTo("ValidationError");
    }

    @Test
    void aWebIdentityTokenIsVerifiedByItsIssuersKeys() throws Exception {
        AssumeRoleResponse assumed =
                sts(HOME).assumeRole(assume -> assume.roleArn(ROLE).roleSessionName("worker"));
        String token = sts(session(assumed))
                .getWebIdentityToken(get -> get.audience("https://gateway")
                        .signingAlgorithm("RS256")
                        .durationSeconds(60)
                        .tags(tag -> tag.key("team").value("orders")))
                .webIdentityToken();

        String[] parts = token.split("\\.");
        JsonNode claims = StatesJson.parsed(new String(decoded(parts[1]), StandardCharsets.UTF_8));
        assertThat(claims.path("iss").asText()).isEqualTo(aws.states() + "/_local/issuer/" + OTHER);
        assertThat(claims.path("sub").asText()).isEqualTo(ROLE);
        assertThat(claims.path("aud").asText()).isEqualTo("https://gateway");
        assertThat(claims.path("exp").asLong() - claims.path("iat").asLong()).isEqualTo(60);
        JsonNode about = claims.path("https://sts.amazonaws.com/");
        assertThat(about.path("aws_account").asText()).isEqualTo(OTHER);
        assertThat(about.at("/request_tags/team").asText()).isEqualTo("orders");
        JsonNode discovery = get(claims.path("iss").asText() + "/.well-known/openid-configuration");
        assertThat(discovery.path("issuer")).isEqualTo(claims.path("iss"));
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(rsaKey(get(discovery.path("jwks_uri").asText())));
        signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        assertThat(signature.verify(decoded(parts[2]))).isTrue();
    }

    private static PublicKey rsaKey(JsonNode set) throws Exception {
        JsonNode key = set.path("keys").path(0);
        return KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(
                        new BigInteger(1, decoded(key.path("n").asText())),
                        new BigInteger(1, decoded(key.path("e").asText()))));
    }

    private static byte[] decoded(String text) {
        return Base64.getUrlDecoder().decode(text);
    }

    private static JsonNode get(String url) throws Exception {
        return StatesJson.parsed(HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
                .body());
    }

    /// What was made by call, and executions, are in their realm again after a restart.
    @Test
    void realmsOutlastARestart(@TempDir Path folder) throws IOException {
        StandInSettings settings = StandInSettings.at(Ports.FREE).in(folder);
        String run;
        try (StandIns first = StandIns.start(settings)) {
            SfnClient states = client(SfnClient.builder(), first.states(), OF_OTHER, Region.EU_WEST_1);
            String machine = create(states, "kept", "{\"Type\": \"Succeed\"}");
            run = states.startExecution(start -> start.stateMachineArn(machine)).executionArn();
            await().until(() -> states.describeExecution(describe -> describe.executionArn(run))
                            .status()
                    == ExecutionStatus.SUCCEEDED);
        }
        try (StandIns second = StandIns.start(settings)) {
            SfnClient states = client(SfnClient.builder(), second.states(), OF_OTHER, Region.EU_WEST_1);
            assertThat(states.listStateMachines().stateMachines())
                    .singleElement()
                    .satisfies(machine -> assertThat(machine.stateMachineArn()).contains("eu-west-1:" + OTHER));
            assertThat(states.describeExecution(describe -> describe.executionArn(run))
                            .status())
                    .isEqualTo(ExecutionStatus.SUCCEEDED);
            assertThat(client(SfnClient.builder(), second.states(), HOME, Region.US_EAST_1)
                            .listStateMachines()
                            .stateMachines())
                    .isEmpty();
        }
    }

    @Test
    void wrongMappingsAreRefused() {
        assertThatThrownBy(() -> AccountKeys.parse("AKIAORDERS=12"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--accounts");
    }
}
