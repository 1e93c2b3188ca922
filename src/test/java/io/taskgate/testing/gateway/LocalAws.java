package io.taskgate.testing.gateway;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.taskgate.standin.Ports;
import io.taskgate.standin.StandIns;
import io.taskgate.testing.CuttableProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// AWS for every `@QuarkusTest`: the stand-ins in this JVM on free ports, a service that receives requests,
/// and the configuration that points the gateway at them. DynamoDB and S3 are reached through a
/// [CuttableProxy].
public final class LocalAws implements QuarkusTestResourceLifecycleManager {

    /// The API key that the stand-ins' API Gateway sends by itself.
    public static final String WORKFLOW = "dev-workflow";

    public static final String WORKER = "a-worker";
    public static final String OPERATOR = "an-operator";

    /// The key with all roles, on the service `shipping` only.
    public static final String SHIPPING = "shipping-only";

    /// A workflow key that is limited to one state machine.
    public static final String ONE_MACHINE = "one-machine-only";

    /// A workflow key whose grant has the ARN of one state machine, so that it may report the status of its
    /// executions.
    public static final String REPORTER = "reports-one-machine";

    static final String ONE_MACHINE_ARN = "arn:aws:states:us-east-1:000000000000:stateMachine:reported-one";

    /// A worker key in the access file, which the gateway polls ([#accessFile()]).
    public static final String RELOADED = "from-the-access-file";

    private static final URI NOBODY = URI.create("http://127.0.0.1:1");

    /// An issuer that is not reachable.
    public static final String NOWHERE = "http://127.0.0.1:1";

    public static final String LINK_KEY = "bm90IGEgc2VjcmV0OiB0aGUgdGVzdHMnIGxpbmsga2V5ISE=";
    public static final String VAULT_KEY = "bm90IGEgc2VjcmV0LCBhIGxhcHRvcCdzIHZhdWx0ISE=";

    /// The visibility timeout of a received event: far shorter than in production, so that a test can wait
    /// for several of them.
    public static final Duration VISIBILITY = Duration.ofSeconds(2);

    /// A separate directory, so that files of an earlier run have no effect.
    public static final Path SPOOLS =
            Path.of("target", "spools-" + ProcessHandle.current().pid()).toAbsolutePath();

    private static final Path ACCESS_FILE = Path.of(
                    "target", "access-" + ProcessHandle.current().pid() + ".yaml")
            .toAbsolutePath();

    /// The roles of the keys.
    public static final List<String> ROLES =
            List.of("workflow", "worker", "operator-read", "operator-act", "author", "admin", "payload-read");

    private static volatile @Nullable LocalAws running;

    private @Nullable StandIns aws;
    private @Nullable OutputRecorder recorder;
    private @Nullable CalledService service;
    private @Nullable CalledService secured;
    private @Nullable TestIssuer issuer;
    private @Nullable TestIssuer discovered;
    private @Nullable CuttableProxy dynamodb;
    private @Nullable CuttableProxy s3;

    public static StandIns aws() {
        return there(there(running).aws);
    }

    public static OutputRecorder recorder() {
        return there(there(running).recorder);
    }

    /// The service that the gateway calls.
    public static CalledService service() {
        return there(there(running).service);
    }

    /// The service with TLS, which requires a client certificate.
    public static CalledService secured() {
        return there(there(running).secured);
    }

    /// Returns the key that has exactly this role.
    public static String keyOf(String role) {
        return "only-" + role;
    }

    /// Returns the key of another tenant that has exactly this role.
    public static String othersKeyOf(String role) {
        return "others-only-" + role;
    }

    /// Returns the file of `taskgate.access.file`, which is polled every second.
    static Path accessFile() {
        return ACCESS_FILE;
    }

    /// Replaces the access file atomically, as Kubernetes does.
    public static void writeAccessFile(String text) {
        try {
            Path written = Files.writeString(ACCESS_FILE.resolveSibling(ACCESS_FILE.getFileName() + ".new"), text);
            Files.move(written, ACCESS_FILE, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The initial content of [#accessFile()].
    public static String accessText() {
        return "taskgate: {access: {keys: {reloaded: {secret: " + RELOADED
                + ", roles: worker, expires: \"2999-01-01T00:00:00Z\"}}}}";
    }

    /// Returns the issuer of the tests' JSON Web Tokens.
    public static TestIssuer issuer() {
        return there(there(running).issuer);
    }

    /// Returns an issuer whose keys are found by discovery.
    public static TestIssuer discovered() {
        return there(there(running).discovered);
    }

    /// Returns the gateway's proxy to DynamoDB.
    public static CuttableProxy dynamodb() {
        return there(there(running).dynamodb);
    }

    /// Returns the gateway's proxy to S3.
    public static CuttableProxy s3() {
        return there(there(running).s3);
    }

    private static <T> T there(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("The stand-ins are not running in this class loader.");
        }
        return part;
    }

    @Override
    public Map<String, String> start() {
        try {
            Files.createDirectories(SPOOLS);
            writeAccessFile(accessText());
            StandIns started = StandIns.start(Ports.FREE);
            aws = started;
            recorder = OutputRecorder.start(started.bus());
            service = CalledService.start();
            secured = CalledService.secured();
            issuer = TestIssuer.start();
            discovered = TestIssuer.start();
            dynamodb = CuttableProxy.to(started.dynamodb());
            s3 = CuttableProxy.to(started.s3());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        running = this;
        return configuration();
    }

    private Map<String, String> configuration() {
        Map<String, String> all = new HashMap<>();
        all.put("quarkus.http.test-port", "0");
        all.put("quarkus.management.test-port", "0");
        all.put("quarkus.log.console.json.enabled", "false");
        extension(all, "dynamodb", dynamodb().endpoint());
        extension(all, "s3", s3().endpoint());
        extension(all, "sqs", aws().sqs());
        extension(all, "sfn", aws().states());
        extension(all, "eventbridge", aws().events());
        // There is no stand-in for these: a test that needs one plays it.
        extension(all, "kms", NOBODY);
        extension(all, "secretsmanager", NOBODY);
        // AwsClientsApiTest: not those of application.yaml
        all.put("quarkus.sqs.api-call-timeout", "6s");
        all.put("quarkus.eventbridge.api-call-timeout", "3s");
        all.put("quarkus.sfn.interceptors", "io.taskgate.aws.client.ClientSettingsTest$Marker");
        all.put("taskgate.aws.ledger.create-table", "true");
        all.put("taskgate.aws.payloads.bucket", "taskgate-payloads");
        all.put("taskgate.spool.directory", SPOOLS.toString());
        all.put("taskgate.http.max-payload-size", "24MiB");
        all.put("taskgate.http.head-timeout", "5s");
        all.put("taskgate.http.body-timeout", "5s");
        // Tests come from one address, also with wrong credentials, and some race over one link.
        for (String caller : new String[] {"credential", "link", "anonymous"}) {
            all.put("taskgate.limits." + caller + ".rate", "1000000");
            all.put("taskgate.limits." + caller + ".burst", "1000000");
            all.put("taskgate.limits." + caller + ".concurrency", "1000");
        }
        all.put("taskgate.limits.lockout.failures", "1000000");
        all.put("taskgate.batch.reconcile-interval", "2s");
        all.put("taskgate.batch.max-reserve", "24950");
        all.put("taskgate.batch.tables", "*");
        all.put("taskgate.events.queue", "callback-events");
        all.put("mp.messaging.incoming.callback-events.visibility-timeout", String.valueOf(VISIBILITY.toSeconds()));
        source(all, "tests", "a.service", "workflow,worker", "*");
        source(all, "acme", "acme.*", "worker", "*");
        source(all, "shipping", "granted.shipping", "workflow,worker", "shipping");
        source(all, "unsigned", "granted.unsigned", "worker", "orders,payments");
        all.put("taskgate.events.sources.unsigned.unsigned-answers", "true");
        source(all, "one-machine", "granted.one-machine", "workflow,status", "orders");
        all.put("taskgate.events.sources.one-machine.state-machines", ONE_MACHINE_ARN);
        source(all, "parcel-delivery", "parcel-delivery", "workflow", "parcels");
        source(all, "order-payment", "order-payment", "workflow", "payments");
        all.put("taskgate.events.sources.states.source", "aws.states");
        all.put("taskgate.events.sources.states.roles", "status");
        all.put("taskgate.public-url", "https://taskgate.test");
        all.put("taskgate.links.keys.test", LINK_KEY);
        all.put("taskgate.vault.keys.test", VAULT_KEY);
        all.put("taskgate.vault.created.test", "2026-11-24");
        all.put("taskgate.access.file", ACCESS_FILE.toString());
        all.put("taskgate.access.reload-interval", "1s");
        key(all, "workflow", WORKFLOW, "workflow,author,payload-read", "*");
        all.put("taskgate.access.keys.workflow.runners", "arn:aws:states:us-east-1:000000000000:stateMachine:*");
        key(all, "worker", WORKER, "worker", "*");
        key(all, "operator", OPERATOR, "operator-read,operator-act,admin", "*");
        key(all, "shipping", SHIPPING, "workflow,author,payload-read,worker,operator-read,operator-act", "shipping");
        key(all, "one-machine", ONE_MACHINE, "workflow", "*");
        all.put(
                "taskgate.access.keys.one-machine.state-machines",
                "arn:aws:states:us-east-1:000000000000:stateMachine:the-one");
        key(all, "reporter", REPORTER, "workflow", "*");
        all.put("taskgate.access.keys.reporter.state-machines", ONE_MACHINE_ARN);
        String everything = String.join(",", ROLES);
        key(all, "own-tenant", "own-tenant", everything, "*");
        key(all, "neighbour", "neighbour-tenant", everything, "*");
        all.put("taskgate.access.keys.neighbour.tenant", "other");
        key(all, "crowded", "crowded-tenant", everything, "*");
        all.put("taskgate.access.keys.crowded.tenant", "crowded");
        all.put("taskgate.limits.tenants.crowded.rate", "1");
        all.put("taskgate.limits.tenants.crowded.burst", "5");
        all.put("taskgate.limits.tenants.crowded.concurrency", "100");
        key(all, "colleague", "colleague", "workflow,payload-read", "orders,taskgate");
        for (String key : List.of("own-tenant", "neighbour", "colleague")) {
            all.put("taskgate.access.keys." + key + ".runners", "arn:aws:states:us-east-1:000000000000:stateMachine:*");
        }
        ROLES.forEach(role -> {
            key(all, "only-" + role, keyOf(role), role, "*");
            key(all, "others-only-" + role, othersKeyOf(role), role, "*");
            all.put("taskgate.access.keys.others-only-" + role + ".tenant", "other");
        });
        issuer(all, issuer().url());
        discovered(all, "discovered", discovered().url());
        discovered(all, "nowhere", NOWHERE);
        TestRoutes.put(all, recorder().endpoint());
        CallRoutes.put(all, service().endpoint());
        CallRoutes.proven(all, service().endpoint(), secured().endpoint());
        CallRoutes.provenWork(all, service().endpoint(), secured().endpoint());
        CallRoutes.samples(all, aws().sampleService(), recorder().endpoint());
        return all;
    }

    private static void issuer(Map<String, String> all, String url) {
        String issuer = "taskgate.access.issuers.tests.";
        all.put(issuer + "issuer", url);
        all.put(issuer + "jwks-url", url + "/jwks");
        all.put(issuer + "audience", TestIssuer.AUDIENCE);
        all.put(issuer + "rules[0].claims.sub", "system:serviceaccount:orders:*");
        all.put(issuer + "rules[0].roles", "workflow");
        all.put(issuer + "rules[0].services", "orders");
    }

    /// A token like those of AWS's `GetWebIdentityToken`: the subject is the ARN of a role.
    private static void discovered(Map<String, String> all, String name, String url) {
        String issuer = "taskgate.access.issuers." + name + ".";
        all.put(issuer + "issuer", url);
        all.put(issuer + "audience", TestIssuer.AUDIENCE);
        all.put(issuer + "rules[0].claims.sub", "arn:aws:iam::111122223333:role/orders");
        all.put(issuer + "rules[0].roles", "workflow");
        all.put(issuer + "rules[0].services", "orders");
    }

    private static void extension(Map<String, String> all, String service, URI endpoint) {
        all.put("quarkus." + service + ".endpoint-override", endpoint.toString());
        all.put("quarkus." + service + ".aws.region", "us-east-1");
        all.put("quarkus." + service + ".aws.credentials.type", "static");
        all.put("quarkus." + service + ".aws.credentials.static-provider.access-key-id", "local");
        all.put("quarkus." + service + ".aws.credentials.static-provider.secret-access-key", "local");
    }

    private static void key(Map<String, String> all, String name, String secret, String roles, String services) {
        all.put("taskgate.access.keys." + name + ".secret", secret);
        all.put("taskgate.access.keys." + name + ".roles", roles);
        all.put("taskgate.access.keys." + name + ".services", services);
    }

    private static void source(Map<String, String> all, String name, String source, String roles, String services) {
        String key = "taskgate.events.sources." + name + ".";
        all.put(key + "source", source);
        all.put(key + "account", "000000000000");
        all.put(key + "roles", roles);
        all.put(key + "services", services);
    }

    @Override
    public void stop() {
        running = null;
        for (AutoCloseable part : new AutoCloseable[] {issuer, s3, dynamodb, secured, service, recorder, aws}) {
            try {
                if (part != null) {
                    part.close();
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
