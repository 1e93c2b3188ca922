package io.taskgate.config;

import io.smallrye.config.EnvConfigSource;
import io.taskgate.route.config.tree.ShapeTrees;
import io.taskgate.settings.ConfigurationProblems;
import io.taskgate.settings.KeySuggestions;
import io.taskgate.settings.KnownKeys;
import java.util.Collection;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigValue;
import org.jboss.logging.Logger;

/// Collects the properties below `taskgate` from all sources of the application: their names as the mappings read
/// them, and their values with the precedence of Quarkus. Not thread-safe.
final class ConfigurationLoader {

    private static final Logger LOG = Logger.getLogger("io.taskgate.configuration");
    private static final String PREFIX = TaskgateConfig.PREFIX + ".";
    private static final String VARIABLE = "TASKGATE_";

    /// Set by Kubernetes in every pod for each Service whose name begins with `taskgate` (Kubernetes documentation,
    /// "Service: Environment variables").
    private static final Pattern KUBERNETES = Pattern.compile("TASKGATE_(?:[A-Z0-9_]+_)?"
            + "(?:SERVICE_HOST|SERVICE_PORT(?:_[A-Z0-9_]+)?|PORT(?:_\\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)?)");

    private final Config config;
    private final KnownKeys known;
    private final ConfigurationProblems problems;
    private final Map<String, String> properties = new TreeMap<>();

    ConfigurationLoader(Config config, KnownKeys known, ConfigurationProblems problems) {
        this.config = config;
        this.known = known;
        this.problems = problems;
    }

    /// Returns the properties by key, with shapes as JSON texts.
    Map<String, String> load() {
        Map<String, String> named = new TreeMap<>();
        config.getPropertyNames().forEach(name -> {
            if (name.startsWith(PREFIX)) {
                named.put(name, value(name));
            }
        });
        // SmallRye Config also lists each variable as a name with dots: TASKGATE_PUBLIC_URL as taskgate.public.url.
        ShapeTrees.collapsed(named).forEach((name, value) -> {
            if (known.isKnown(name) || !isVariable(config.getConfigValue(name))) {
                properties.put(name, value);
            }
        });
        variables().forEach(this::readVariable);
        return properties;
    }

    private String value(String name) {
        try {
            return config.getOptionalValue(name, String.class).orElse("");
        } catch (NoSuchElementException | IllegalArgumentException e) {
            problems.add(name, "An expression of the value can't be resolved: " + e.getMessage());
            return "";
        }
    }

    private static boolean isVariable(ConfigValue value) {
        return value.getSourceName() != null && value.getSourceName().startsWith(EnvConfigSource.NAME);
    }

    private Set<String> variables() {
        return StreamSupport.stream(config.getConfigSources().spliterator(), false)
                .filter(EnvConfigSource.class::isInstance)
                .flatMap(source -> source.getPropertyNames().stream())
                .filter(name -> name.startsWith(VARIABLE))
                .collect(TreeSet::new, Collection::add, Collection::addAll);
    }

    private void readVariable(String variable) {
        known.ofEnvironment(variable, properties.keySet()).ifPresentOrElse(key -> readVariable(variable, key), () -> {
            if (!KUBERNETES.matcher(variable).matches()) {
                problems.add(
                        variable,
                        "Unknown environment variable. "
                                + new KeySuggestions(known)
                                        .nearestVariable(variable)
                                        .map(name -> "Did you mean " + name + "?")
                                        .orElse("See docs/configuration-reference.md for all of them."));
            }
        });
    }

    private void readVariable(String variable, String key) {
        ConfigValue used = config.getConfigValue(key);
        if (used.getValue() == null) {
            // The variable introduces the entry of a map.
            properties.put(key, String.valueOf(config.getConfigValue(variable).getValue()));
            return;
        }
        properties.put(key, value(key));
        if (!isVariable(used)) {
            LOG.warnf(
                    "Environment variable is overridden: variable=%s key=%s source=\"%s\"",
                    variable, key, used.getSourceName());
        }
    }
}
