package io.taskgate.testing.config;

import io.taskgate.config.LoadedConfiguration;
import io.taskgate.route.RouteRegistry;
import io.taskgate.route.config.RouteReader;
import io.taskgate.route.config.SecretDecryptor;
import io.taskgate.settings.ConfigurationMapper;
import io.taskgate.settings.ConfigurationProblems;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.util.Map;
import java.util.TreeMap;

/// Maps configuration properties in the same way as the gateway at start-up.
public final class TestSettings {

    public static final Validator VALIDATOR =
            Validation.buildDefaultValidatorFactory().getValidator();

    private TestSettings() {}

    /// @param prefix the prefix without a final dot; other properties are ignored
    public static <T> T map(
            Class<T> type, String prefix, Map<String, String> properties, ConfigurationProblems problems) {
        return new ConfigurationMapper<>(type, prefix, LoadedConfiguration.converters(), VALIDATOR)
                .map(below(prefix + ".", properties), problems);
    }

    public static <T> T map(Class<T> type, String prefix, Map<String, String> properties) {
        return map(type, prefix, properties, new ConfigurationProblems());
    }

    public static RouteRegistry routes(Map<String, String> properties, ConfigurationProblems problems) {
        return routes(properties, problems, SecretDecryptor.PLAIN, false);
    }

    /// @param anySecret whether short webhook secrets are accepted
    public static RouteRegistry routes(
            Map<String, String> properties,
            ConfigurationProblems problems,
            SecretDecryptor secrets,
            boolean anySecret) {
        return new RouteRegistry(
                new RouteReader(VALIDATOR, secrets, anySecret).read(below("taskgate.services.", properties), problems));
    }

    private static Map<String, String> below(String prefix, Map<String, String> properties) {
        Map<String, String> below = new TreeMap<>(properties);
        below.keySet().removeIf(key -> !key.startsWith(prefix));
        return below;
    }
}
