package io.taskgate.deploy.reference;

import io.smallrye.config.ConfigMappingInterface.Property;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.WithDefault;
import io.taskgate.config.TaskgateConfig;
import io.taskgate.deploy.YamlTree;
import io.taskgate.settings.RequiredValue;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Generates the reference of all configuration keys from the mapping interfaces: type, default and doc
/// comment.
public final class ConfigurationReference {

    private static final String SERVICE = "taskgate.services.<service>.";
    private static final Map<String, String> NAMES = Map.of(
            "taskgate.services.<…>", "taskgate.services.<service>", ".operations.<…>", ".operations.<operation>");

    /// The names of setting types on the page; other Java types are strings.
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("int", "number"),
            Map.entry("long", "number"),
            Map.entry("double", "number"),
            Map.entry("Integer", "number"),
            Map.entry("Double", "number"),
            Map.entry("OptionalInt", "number"),
            Map.entry("boolean", "`true` or `false`"),
            Map.entry("ByteSize", "size"),
            Map.entry("Duration", "duration"),
            Map.entry("LocalDate", "date"),
            Map.entry("URI", "URL"),
            Map.entry("Path", "folder"),
            Map.entry("AslPath", "JSONPath"),
            Map.entry("ResultPath", "JSONPath or `none`"),
            Map.entry("ResultHeadroom", "size or `input`"),
            Map.entry("DocumentExpression", "path, JSONata or text"),
            Map.entry("Shape", "shape"),
            Map.entry("CorrelationPattern", "EventBridge pattern"),
            Map.entry("AddressRange", "CIDR range"),
            Map.entry("Instant", "time"),
            Map.entry("StateMachinePattern", "state machine ARN"),
            Map.entry("StateMachineArn", "state machine ARN"),
            Map.entry("IamPrincipalPattern", "IAM principal ARN"));

    /// A configuration key.
    ///
    /// @param key the key, in which `<…>` stands for a user-defined name
    record Entry(
            String key,
            Class<?> type,
            boolean isList,
            boolean isMap,
            String byDefault,
            boolean isRequired,
            String doc,
            Method method) {

        /// The constraint of the value: of the method, or within the type.
        <A extends Annotation> Optional<A> constraint(Class<A> constraint) {
            return Optional.ofNullable(method.getAnnotation(constraint))
                    .or(() -> within(method.getAnnotatedReturnType(), constraint));
        }

        private static <A extends Annotation> Optional<A> within(AnnotatedType type, Class<A> constraint) {
            return Optional.ofNullable(type.getAnnotation(constraint))
                    .or(() -> type instanceof AnnotatedParameterizedType generic
                            ? within(
                                    generic.getAnnotatedActualTypeArguments()[
                                            generic.getAnnotatedActualTypeArguments().length - 1],
                                    constraint)
                            : Optional.empty());
        }

        String typeName() {
            String one = oneName();
            return isList ? "list" + (one.equals("text") ? "" : " of " + one) : one;
        }

        /// The type of one element of a list, or of the value.
        String oneName() {
            return type.isEnum()
                    ? words().stream().map(word -> "`" + word + "`").collect(Collectors.joining(" or "))
                    : TYPES.getOrDefault(type.getSimpleName(), "text");
        }

        /// Returns the values of an enum as they are written in a configuration.
        List<String> words() {
            return Arrays.stream(type.getEnumConstants())
                    .map(word -> type.getSimpleName().endsWith("Method")
                            ? word.toString()
                            : ((Enum<?>) word).name().toLowerCase(Locale.ROOT).replace('_', '-'))
                    .toList();
        }

        private String defaultName() {
            return isRequired ? "required" : byDefault.isEmpty() ? "none" : "`" + byDefault + "`";
        }

        private String environment() {
            return key.replaceAll("[^A-Za-z0-9<>…]", "_").toUpperCase(Locale.ROOT);
        }
    }

    private ConfigurationReference() {}

    /// Returns the keys of the gateway as a Markdown table.
    static String gateway() {
        return "| key | type | default | environment | |\n|---|---|---|---|---|\n"
                + entries()
                        .filter(entry -> !entry.key().startsWith(SERVICE))
                        .map(entry -> "| `%s` | %s | %s | `%s` | %s |%n"
                                .formatted(
                                        entry.key(),
                                        entry.typeName(),
                                        entry.defaultName(),
                                        entry.environment(),
                                        entry.doc()))
                        .collect(Collectors.joining());
    }

    /// Returns the keys of a service as a Markdown table.
    static String services() {
        return "| key | type | default | |\n|---|---|---|---|\n"
                + entries()
                        .filter(entry -> entry.key().startsWith(SERVICE))
                        .map(entry -> "| `%s` | %s | %s | %s |%n"
                                .formatted(
                                        entry.key().substring(SERVICE.length()),
                                        entry.typeName(),
                                        entry.defaultName(),
                                        entry.doc()))
                        .collect(Collectors.joining());
    }

    static Stream<Entry> entries() {
        Map<String, Entry> entries = new TreeMap<>();
        ConfigMappings.getProperties(ConfigClass.configClass(TaskgateConfig.class, TaskgateConfig.PREFIX))
                .forEach((name, property) -> {
                    // The elements of a list have user-defined names.
                    if (!name.endsWith("]")) {
                        Entry entry = entry(name, property);
                        entries.put(entry.key(), entry);
                    }
                });
        return entries.values().stream();
    }

    private static Entry entry(String name, Property property) {
        String key = name.replace("*", "<…>");
        for (Map.Entry<String, String> named : NAMES.entrySet()) {
            key = key.replace(named.getKey(), named.getValue());
        }
        String generic = property.getMethod().getGenericReturnType().getTypeName();
        WithDefault byDefault = property.getMethod().getAnnotation(WithDefault.class);
        boolean required = property.getMethod().isAnnotationPresent(RequiredValue.class)
                || (byDefault == null
                        && !generic.contains("Optional")
                        && !generic.startsWith("java.util.")
                        && !isOptional(property.getMethod().getDeclaringClass()));
        return new Entry(
                key,
                innermost(property.getMethod().getGenericReturnType()),
                generic.contains("List<"),
                generic.startsWith("java.util.Map<"),
                byDefault == null ? "" : byDefault.value(),
                required,
                doc(property),
                property.getMethod());
    }

    /// Returns whether a group of keys may be omitted as a whole.
    private static boolean isOptional(Class<?> group) {
        return Arrays.stream(group.getNestHost().getMethods())
                .map(method -> method.getGenericReturnType().getTypeName())
                .anyMatch(("java.util.Optional<" + group.getName() + ">")::equals);
    }

    /// Returns the type of a value: `X` for `Optional<List<X>>` and `Map<String, X>`.
    private static Class<?> innermost(Type type) {
        return switch (type) {
            case ParameterizedType generic ->
                innermost(generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1]);
            case Class<?> plain -> plain;
            default -> throw new IllegalStateException(type.getTypeName());
        };
    }

    /// Returns the `///` lines above a method as one text; empty if there are none.
    private static String doc(Property property) {
        Class<?> mapping = property.getMethod().getDeclaringClass();
        Class<?> file = mapping.getNestHost();
        String source = YamlTree.text(Path.of("src/main/java", file.getName().replace('.', '/') + ".java"));
        String within = source.substring(source.indexOf("interface " + mapping.getSimpleName() + " "));
        // Annotations between the comment and the method can have several lines.
        Optional<String> doc = Pattern.compile("((?:\\n +///[^\\n]*)+)(?:\\n ++(?!///)[^;\\n]*)*?\\n ++[^;\\n]*\\b"
                        + property.getMethod().getName() + "\\(\\);")
                .matcher(within)
                .results()
                .findFirst()
                .map(found -> found.group(1)
                        .lines()
                        .map(line -> line.strip().replaceFirst("^/// ?", ""))
                        .filter(line -> !line.isBlank())
                        .collect(Collectors.joining(" "))
                        .replace("|", "\\|"));
        return doc.map(ConfigurationReference::withKeys).orElse("");
    }

    /// Replaces names of methods by their keys: `[#maxBodySize()]` becomes `max-body-size`.
    private static String withKeys(String doc) {
        return Pattern.compile("\\[#(\\w+)\\(\\)]")
                .matcher(doc)
                .replaceAll(
                        link -> "`" + link.group(1).replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT) + "`");
    }
}
