package io.taskgate.config;

import io.smallrye.config.ConfigMapping;
import io.taskgate.route.config.ServicesConfig;
import java.util.Map;

/// Has Quarkus generate the implementations of the mapping interfaces at build time, as the native image needs.
/// Nothing is configured below its prefix, so that Quarkus maps none of them at start: it would stop at the first
/// kind of error, where [LoadedConfiguration] reports all of them. An optional group would exist by its defaults; a map
/// is empty.
@ConfigMapping(prefix = "taskgate-mappings")
public interface GeneratedMappings {

    /// The settings of the gateway.
    Map<String, TaskgateConfig> gateway();

    /// The services of a document that is loaded while the gateway runs.
    Map<String, ServicesConfig> document();
}
