package io.taskgate.route.config;

import io.taskgate.route.RouteRegistry;
import io.taskgate.settings.ConfigurationProblems;
import io.taskgate.testing.config.TestSettings;
import java.util.Map;
import java.util.TreeMap;

/// The configuration of one route with some changed keys.
abstract class RouteReaderFixture {

    static final String APPROVE = "taskgate.services.orders.operations.approve.";
    final Map<String, String> properties = new TreeMap<>();
    final ConfigurationProblems problems = new ConfigurationProblems();

    RouteReaderFixture with(String key, String value) {
        properties.put(APPROVE + key, value);
        return this;
    }

    RouteRegistry read() {
        return TestSettings.routes(properties, problems);
    }
}
