package io.taskgate.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.deploy.ConfigurationReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every key that the start-up validation accepts is read by some component.
class KnownKeysTest {

    @Test
    void everyKeyThatIsReadIsKnown() {
        assertThat(ConfigurationReference.keys()
                        .map(key -> key.replace("[<…>]", "[0]").replace("<…>", "mine")))
                .hasSizeGreaterThan(30)
                .allMatch(ValidatedConfiguration::isKnown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"taskgate.port", "taskgate.http.max-bodies", "taskgate.quota", "taskgate.links.key.k1"})
    void anotherKeyIsNot(String key) {
        assertThat(ValidatedConfiguration.isKnown(key)).isFalse();
    }
}
