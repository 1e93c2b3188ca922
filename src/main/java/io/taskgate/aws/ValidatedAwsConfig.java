package io.taskgate.aws;

import io.taskgate.aws.client.AwsConfig;
import io.taskgate.aws.s3.PayloadPolicy;
import io.taskgate.route.RouteRegistry;
import io.taskgate.route.config.ConfigurationProblems;
import jakarta.inject.Singleton;
import java.util.List;

/// The AWS settings that depend on the routes and on one another, validated once.
@Singleton
public final class ValidatedAwsConfig {

    private final ConfigurationProblems problems = new ConfigurationProblems();
    private final PayloadPolicy payloads;

    public ValidatedAwsConfig(AwsConfig settings, RouteRegistry routes) {
        payloads = PayloadPolicy.read(settings.payloads(), routes.all(), problems);
    }

    PayloadPolicy payloads() {
        return payloads;
    }

    List<String> problems() {
        return problems.lines();
    }
}
