package io.taskgate.standin.junit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// System properties that were set for some time, and their values before.
record SdkProperties(Map<String, Optional<String>> before) {

    static SdkProperties set(Map<String, String> properties) {
        Map<String, Optional<String>> before = new LinkedHashMap<>();
        properties.forEach((name, value) -> before.put(name, Optional.ofNullable(System.setProperty(name, value))));
        return new SdkProperties(before);
    }

    void restore() {
        before.forEach((name, value) ->
                value.ifPresentOrElse(old -> System.setProperty(name, old), () -> System.clearProperty(name)));
    }
}
