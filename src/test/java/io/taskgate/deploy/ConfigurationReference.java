package io.taskgate.deploy;

import com.tngtech.archunit.core.domain.JavaClass;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappingInterface.Property;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.WithDefault;
import io.taskgate.testing.ProductionClasses;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Every key of the `@ConfigMapping` interfaces, with its type, its default and the doc comment at its method.
public final class ConfigurationReference {

    private static final String HEAD = "| key | type | default | environment | |\n|---|---|---|---|---|\n";

    private final Map<String, String> lines = new TreeMap<>();

    private ConfigurationReference() {}

    /// As a table in Markdown.
    static String markdown() {
        return HEAD + String.join("", all().lines.values());
    }

    /// By name; `<…>` stands for a name of the user's.
    public static Stream<String> keys() {
        return all().lines.keySet().stream();
    }

    private static ConfigurationReference all() {
        ConfigurationReference reference = new ConfigurationReference();
        ProductionClasses.all().stream()
                .filter(type -> type.isAnnotatedWith(ConfigMapping.class))
                .map(JavaClass::reflect)
                .forEach(reference::add);
        return reference;
    }

    private void add(Class<?> mapping) {
        ConfigMappings.getProperties(ConfigClass.configClass(mapping)).forEach((name, property) -> {
            // A list's elements have names of their own.
            if (!name.endsWith("]")) {
                line(name, property);
            }
        });
    }

    private void line(String name, Property property) {
        String key = name.replace("*", "<…>");
        String environment = key.replaceAll("[^A-Za-z0-9<>…]", "_").toUpperCase(Locale.ROOT);
        lines.put(
                key,
                "| `%s` | %s | %s | `%s` | %s |%n"
                        .formatted(key, type(property), byDefault(property), environment, doc(property)));
    }

    private static String byDefault(Property property) {
        if (!defaultOf(property).isEmpty()) {
            return "`" + defaultOf(property) + "`";
        }
        boolean optional = property.getMethod().getReturnType() == Optional.class
                || isOptional(property.getMethod().getDeclaringClass());
        return optional ? "none" : "required";
    }

    /// Returns whether a whole group of keys is optional.
    private static boolean isOptional(Class<?> group) {
        return Arrays.stream(group.getNestHost().getMethods())
                .map(method -> method.getGenericReturnType().getTypeName())
                .anyMatch(("java.util.Optional<" + group.getName() + ">")::equals);
    }

    private static String defaultOf(Property property) {
        WithDefault byDefault = property.getMethod().getAnnotation(WithDefault.class);
        return byDefault == null ? "" : byDefault.value();
    }

    private static String type(Property property) {
        Type written = property.getMethod().getGenericReturnType();
        String text = written.getTypeName();
        Class<?> plain = property.getMethod().getReturnType();
        if (plain.isEnum()) {
            return Arrays.stream(plain.getEnumConstants())
                    .map(word -> "`" + word.toString().toLowerCase(Locale.ROOT).replace('_', '-') + "`")
                    .collect(Collectors.joining(" or "));
        }
        if (text.contains("List<")) {
            return "list";
        }
        if (text.contains(Duration.class.getName())) {
            return "duration";
        }
        if (text.contains(URI.class.getName())) {
            return "URL";
        }
        if (text.contains(Path.class.getName())) {
            return "folder";
        }
        return switch (text) {
            case "int", "long", "double" -> "number";
            case "boolean" -> "`true` or `false`";
            default -> textual(defaultOf(property));
        };
    }

    /// Types that the code parses itself, so that the error message names the key and the fix.
    private static String textual(String byDefault) {
        if (byDefault.matches("\\d+(\\.\\d+)?")) {
            return "number";
        }
        if (byDefault.matches("\\d+([KM]iB)")) {
            return "size";
        }
        return byDefault.matches("\\d+[smhd]") ? "duration" : "text";
    }

    /// The `///` lines above a method, as one; empty where there are none.
    private static String doc(Property property) {
        Class<?> mapping = property.getMethod().getDeclaringClass();
        Class<?> file = mapping.getNestHost();
        String source = YamlTree.text(Path.of("src/main/java", file.getName().replace('.', '/') + ".java"));
        String within = source.substring(source.indexOf("interface " + mapping.getSimpleName() + " "));
        return Pattern.compile("((?:\\n +///[^\\n]*)+)(?:\\n +@[^\\n]*)*\\n +[\\w<>, .]+ "
                        + property.getMethod().getName() + "\\(\\);")
                .matcher(within)
                .results()
                .findFirst()
                .map(found -> found.group(1)
                        .lines()
                        .map(line -> line.strip().replaceFirst("^/// ?", ""))
                        .filter(line -> !line.isBlank())
                        .collect(Collectors.joining(" "))
                        .replace("|", "\\|"))
                .map(ConfigurationReference::withKeys)
                .orElse("");
    }

    /// Names of methods as the keys that they read: `[#maxBodySize()]` is `max-body-size`.
    private static String withKeys(String doc) {
        return Pattern.compile("\\[#(\\w+)\\(\\)]")
                .matcher(doc)
                .replaceAll(
                        link -> "`" + link.group(1).replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT) + "`");
    }
}
