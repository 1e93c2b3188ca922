package io.taskgate.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.WithDefault;
import io.taskgate.payload.ByteSize;
import io.taskgate.testing.config.TestSettings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConfigurationMapperTest {

    /// A configuration with settings of each kind.
    public interface Settings {
        @RequiredValue("Set it to {this} or <this>.")
        Optional<@HttpUrl URI> url();

        @WithDefault("1MiB")
        @ValueRange(min = "1KiB", max = "1GiB")
        ByteSize size();

        @WithDefault("5s")
        @ValueRange(min = "1s")
        Duration pause();

        @WithDefault("3")
        @ValueRange(min = "1", max = "10", hint = "Or {none}.")
        int count();

        Optional<List<ByteSize>> sizes();

        Map<String, Entry> entries();
    }

    /// An entry of a map.
    public interface Entry {
        @WithDefault("0.5")
        @ValueRange(min = "0", max = "1")
        double share();

        Optional<String> name();
    }

    private final ConfigurationProblems problems = new ConfigurationProblems();

    private Settings map(Map<String, String> properties) {
        return TestSettings.map(Settings.class, "t", properties, problems);
    }

    @Test
    void readsEachKind() {
        Settings settings = map(Map.of(
                "t.url",
                "https://a",
                "t.size",
                "10M",
                "t.pause",
                "1h30m",
                "t.sizes",
                "1K,2K",
                "t.entries.a-b.share",
                "1"));

        assertThat(problems.lines()).isEmpty();
        assertThat(settings.url()).contains(URI.create("https://a"));
        assertThat(settings.size()).isEqualTo(new ByteSize(10L * 1024 * 1024));
        assertThat(settings.pause()).isEqualTo(Duration.ofMinutes(90));
        assertThat(settings.count()).isEqualTo(3);
        assertThat(settings.sizes()).contains(List.of(new ByteSize(1024), new ByteSize(2048)));
        assertThat(settings.entries().get("a-b")).isNotNull();
    }

    @Test
    void reportsAllProblemsAtOnceAndLeavesTheSettingsOut() {
        Settings settings = map(Map.of(
                "t.size", "2 KB",
                "t.pause", "10ms",
                "t.count", "11",
                "t.sizes", "1K,much",
                "t.entries.a.share", "2",
                "t.entries.a.shares", "2",
                "t.soze", "1"));

        assertThat(problems.lines())
                .containsExactlyInAnyOrder(
                        "t.url: Required. Set it to {this} or t.",
                        "t.size: Unknown unit \"KB\" in size \"2 KB\". Use KiB, MiB or GiB (or K, M, G), for example"
                                + " 200KiB.",
                        "t.pause: Invalid value \"10ms\". Use 1s or more.",
                        "t.count: Invalid value \"11\". Use 1 to 10. Or {none}.",
                        "t.sizes: Invalid size \"much\". Use bytes, or a number with KiB, MiB or GiB, for example"
                                + " 200KiB.",
                        "t.entries.a.share: Invalid value \"2\". Use 0 to 1.",
                        "t.entries.a.shares: Unknown key. Did you mean t.entries.a.share? Use one of [name, share].",
                        "t.soze: Unknown key. Did you mean t.size? Use one of [count, entries, pause, size, sizes,"
                                + " url].");
        assertThat(settings.size()).isEqualTo(ByteSize.parse("1MiB"));
        assertThat(settings.count()).isEqualTo(3);
    }

    @Test
    void aValueThatIsEmptyIsNotSet() {
        Settings settings = map(Map.of("t.url", "http://a", "t.size", " ", "t.entries.a.name", ""));

        assertThat(problems.lines()).isEmpty();
        assertThat(settings.size()).isEqualTo(ByteSize.parse("1MiB"));
    }

    @Test
    void aUrlOfAnotherKindIsNone() {
        map(Map.of("t.url", "ftp://a"));

        assertThat(problems.lines())
                .containsExactly("t.url: Invalid URL \"ftp://a\". Use http://host:port or https://host.");
    }
}
