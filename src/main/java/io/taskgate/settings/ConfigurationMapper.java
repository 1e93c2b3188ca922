package io.taskgate.settings;

import io.smallrye.config.ConfigMapping.NamingStrategy;
import io.smallrye.config.ConfigMappingInterface;
import io.smallrye.config.ConfigMappingInterface.Property;
import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.ConfigValidationException.Problem;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.validator.BeanValidationConfigValidator;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Path;
import jakarta.validation.Validator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Maps properties to a configuration interface and finds all that is wrong with them: unknown keys, values that
/// can't be converted, and violations of constraints. The conversion of SmallRye Config stops at the first kind of
/// problem; here a value that can't be converted is reported and left out, and the rest is validated too.
/// Thread-safe.
///
/// @param <T> a mapping interface in which every setting is optional or has a default
public final class ConfigurationMapper<T> {

    private static final Pattern CONVERSION =
            Pattern.compile("SRCFG00039: The config property (.+?) with the config value \"");
    private static final String CONVERTED = "\" threw an Exception whilst being converted ";

    /// Before the converters of SmallRye Config and Quarkus.
    private static final int PRIORITY = 1_000;

    private final Class<T> type;
    private final String prefix;
    private final List<ValueConverters.OfType<?>> converters;
    private final Violations violations;
    private final KnownKeys known;
    private final KeySuggestions suggestions;
    private final Map<String, String> defaults;

    /// @param prefix     of all keys, without its dot
    /// @param converters beside [ValueConverters#common()]
    public ConfigurationMapper(
            Class<T> type, String prefix, List<ValueConverters.OfType<?>> converters, Validator validator) {
        this.type = type;
        this.prefix = prefix;
        this.converters = new ArrayList<>(ValueConverters.common());
        this.converters.addAll(converters);
        this.violations = new Violations(validator);
        this.defaults = ConfigClass.configClass(type, prefix).getProperties();
        this.known = new KnownKeys(defaults.keySet());
        this.suggestions = new KeySuggestions(known);
    }

    public KnownKeys known() {
        return known;
    }

    /// Maps properties.
    ///
    /// @param properties all below the prefix, by key; an empty value is one that is not set
    /// @param problems   receives all problems
    /// @return the settings without those that are wrong
    public T map(Map<String, String> properties, ConfigurationProblems problems) {
        ConfigurationProblems found = new ConfigurationProblems();
        Map<String, String> valid = new TreeMap<>();
        properties.forEach((key, value) -> suggestions
                .problem(key)
                .ifPresentOrElse(problem -> found.add(key, problem), () -> {
                    if (!value.isBlank()) {
                        valid.put(key, value);
                    }
                }));
        T mapped = converted(valid, found);
        violations.of(type, prefix, mapped, properties, found);
        problems.addSorted(found);
        return valid.keySet().removeAll(found.keys()) ? converted(valid, found) : mapped;
    }

    /// Maps properties, and takes those out that can't be converted.
    private T converted(Map<String, String> valid, ConfigurationProblems problems) {
        while (true) {
            try {
                return build(valid);
            } catch (ConfigValidationException e) {
                for (int i = 0; i < e.getProblemCount(); i++) {
                    String key = invalidKey(e.getProblem(i).getMessage());
                    if (valid.remove(key) == null) {
                        throw e;
                    }
                    String message = e.getProblem(i).getMessage();
                    problems.add(key, message.substring(message.lastIndexOf(CONVERTED) + CONVERTED.length()));
                }
            }
        }
    }

    private T build(Map<String, String> properties) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(properties, prefix, 100))
                .withMapping(type, prefix)
                .withValidateUnknown(false);
        converters.forEach(converter -> add(builder, converter));
        return builder.build().getConfigMapping(type, prefix);
    }

    private static <V> void add(SmallRyeConfigBuilder builder, ValueConverters.OfType<V> converter) {
        builder.withConverter(converter.type(), PRIORITY, converter.converter());
    }

    private static String invalidKey(String message) {
        Matcher matcher = CONVERSION.matcher(message);
        return matcher.find() ? matcher.group(1) : "";
    }

    /// Validates a mapping as SmallRye Config does, and reports the problems in taskgate's format.
    private record Violations(Validator validator) implements BeanValidationConfigValidator {

        @Override
        public Validator getValidator() {
            return validator;
        }

        void of(
                Class<?> type,
                String prefix,
                Object mapped,
                Map<String, String> properties,
                ConfigurationProblems problems) {
            ConfigMappingInterface mapping = ConfigMappingInterface.getConfigurationInterface(type);
            List<Problem> found = new ArrayList<>();
            for (Property property : mapping.getProperties()) {
                validateProperty(property, prefix, mapping.getNamingStrategy(), mapped, false, found);
            }
            validateMappingClass(mapped, found, prefix);
            Set<String> reported = problems.keys();
            for (Problem problem : found) {
                String[] line = problem.getMessage().split(": ", 2);
                if (!reported.contains(line[0])) {
                    problems.add(line[0], line[1].replace("<value>", properties.getOrDefault(line[0], "")));
                }
            }
        }

        @Override
        public String appendPropertyName(String currentPath, Property property) {
            return currentPath + "." + NamingStrategy.KEBAB_CASE.apply(property.getPropertyName());
        }

        @Override
        public String interpolateMessage(
                String currentPath, NamingStrategy naming, Property property, ConstraintViolation<?> violation) {
            String line =
                    BeanValidationConfigValidator.super.interpolateMessage(currentPath, naming, property, violation);
            String message = violation.getMessage();
            String key = line.substring(0, line.length() - message.length() - 1);
            for (Path.Node node : violation.getPropertyPath()) {
                String entry = String.valueOf(node.getKey());
                if (entry.contains(".") && key.endsWith(entry)) {
                    key = key.substring(0, key.length() - entry.length()) + '"' + entry + '"';
                }
            }
            return key + ": " + message.replace("<this>", currentPath);
        }

        @Override
        public void validateMappingClass(Object mapped, List<Problem> found, String currentPath) {
            for (ConstraintViolation<Object> violation : validator.validate(mapped)) {
                String below = violation.getPropertyPath().toString();
                String key = below.isEmpty() ? currentPath : currentPath + "." + below;
                found.add(new Problem(key + ": " + violation.getMessage().replace("<this>", currentPath)));
            }
        }
    }
}
