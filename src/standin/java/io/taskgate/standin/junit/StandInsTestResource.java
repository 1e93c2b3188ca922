package io.taskgate.standin.junit;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.taskgate.standin.launcher.StandInsProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// A Quarkus test resource that starts the stand-ins before the application, and points its AWS clients at them:
/// those of the SDK by system properties, those of Quarkus' Amazon extensions by `quarkus.*.endpoint-override`.
///
/// ```java
/// @QuarkusTest
/// @QuarkusTestResource(StandInsTestResource.class)
/// class OrderResourceTest { … }
/// ```
///
/// Option `options`: options of the stand-ins, as on their command line.
public final class StandInsTestResource implements QuarkusTestResourceLifecycleManager {

    private static final Map<String, String> EXTENSIONS = Map.of(
            "AWS_ENDPOINT_URL_DYNAMODB", "dynamodb",
            "AWS_ENDPOINT_URL_S3", "s3",
            "AWS_ENDPOINT_URL_SQS", "sqs",
            "AWS_ENDPOINT_URL_SFN", "sfn",
            "AWS_ENDPOINT_URL_EVENTBRIDGE", "eventbridge",
            "AWS_ENDPOINT_URL_STS", "sts");

    private Map<String, String> settings = Map.of();
    private Optional<StandInsProcess> process = Optional.empty();

    @Override
    public void init(Map<String, String> initArgs) {
        settings = initArgs;
    }

    @Override
    public Map<String, String> start() {
        try {
            StandInsProcess started = StandInsProcess.start(settings.getOrDefault("options", ""));
            process = Optional.of(started);
            Map<String, String> configuration = new HashMap<>(started.systemProperties());
            EXTENSIONS.forEach((variable, extension) -> Optional.ofNullable(
                            started.environment().get(variable))
                    .ifPresent(url -> configuration.put("quarkus." + extension + ".endpoint-override", url)));
            return configuration;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void stop() {
        process.ifPresent(StandInsProcess::close);
    }
}
