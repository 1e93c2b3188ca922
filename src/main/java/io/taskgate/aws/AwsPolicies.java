package io.taskgate.aws;

import io.taskgate.route.RouteRegistry;
import io.taskgate.route.config.ConfigurationProblems;
import jakarta.inject.Singleton;
import java.util.List;

/// The settings of AWS that have to fit the routes and one another, read once.
@Singleton
final class AwsPolicies {

    private final ConfigurationProblems problems = new ConfigurationProblems();
    private final PayloadPolicy payloads;

    AwsPolicies(AwsSettings settings, RouteRegistry routes) {
        payloads = PayloadPolicy.read(settings.payloads(), routes.all(), problems);
    }

    PayloadPolicy payloads() {
        return payloads;
    }

    List<String> problems() {
        return problems.lines();
    }
}
