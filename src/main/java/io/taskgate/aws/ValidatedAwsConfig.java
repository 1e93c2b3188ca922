package io.taskgate.aws;

import io.taskgate.aws.client.AwsConfig;
import io.taskgate.aws.s3.PayloadPolicy;
import io.taskgate.route.Route;
import io.taskgate.route.RouteRegistry;
import io.taskgate.route.config.RouteConstraint;
import io.taskgate.settings.ConfigurationProblems;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;

/// The AWS settings that depend on the routes and on one another, validated once.
@Singleton
public final class ValidatedAwsConfig implements RouteConstraint {

    private final ConfigurationProblems problems = new ConfigurationProblems();
    private final AwsConfig settings;
    private final PayloadPolicy payloads;

    public ValidatedAwsConfig(AwsConfig settings, RouteRegistry routes) {
        this.settings = settings;
        payloads = PayloadPolicy.read(settings.payloads(), routes.all(), problems);
    }

    /// Payloads must outlive the tasks of every route.
    @Override
    public List<String> problems(Collection<Route> routes) {
        ConfigurationProblems found = new ConfigurationProblems();
        PayloadPolicy.read(settings.payloads(), routes, found);
        return found.lines();
    }

    PayloadPolicy payloads() {
        return payloads;
    }

    List<String> problems() {
        return problems.lines();
    }
}
