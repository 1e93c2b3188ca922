package io.taskgate.config;

import io.taskgate.audit.AuditConfig;
import io.taskgate.event.source.EventConverters;
import io.taskgate.http.access.AccessConverters;
import io.taskgate.route.config.RouteConverters;
import io.taskgate.settings.ConfigurationMapper;
import io.taskgate.settings.ConfigurationProblems;
import io.taskgate.settings.ValueConverters;
import jakarta.inject.Singleton;
import jakarta.validation.Validator;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.Config;

/// The settings under `taskgate.*` as mapped at start-up, and all that is wrong with them. A setting that is wrong
/// has its default, or none, until `StartupValidator` refuses the start.
@Singleton
public final class LoadedConfiguration {

    private final TaskgateConfig settings;
    private final ConfigurationProblems problems = new ConfigurationProblems();

    LoadedConfiguration(Config config, Validator validator) {
        ConfigurationMapper<TaskgateConfig> mapper = mapper(validator);
        settings = mapper.map(new ConfigurationLoader(config, mapper.known(), problems).load(), problems);
    }

    static ConfigurationMapper<TaskgateConfig> mapper(Validator validator) {
        return new ConfigurationMapper<>(TaskgateConfig.class, TaskgateConfig.PREFIX, converters(), validator);
    }

    /// Returns the converters of the settings of all packages.
    public static List<ValueConverters.OfType<?>> converters() {
        List<ValueConverters.OfType<?>> converters = new ArrayList<>(RouteConverters.all());
        converters.addAll(AccessConverters.all());
        converters.addAll(EventConverters.all());
        converters.add(ValueConverters.words(AuditConfig.Mode.class));
        return converters;
    }

    public TaskgateConfig settings() {
        return settings;
    }

    ConfigurationProblems problems() {
        return problems;
    }
}
