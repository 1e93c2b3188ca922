package io.taskgate.reload;

import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/// Parses a document of a [ConfigurationSource] to flat properties. Every value is its literal text. Messages
/// contain no part of the document except the names of keys.
public final class ConfigurationDocumentParser {

    /// The maximum depth; the configuration is never nested deeper.
    private static final int MAX_DEPTH = 20;

    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9_/-]+");

    /// The format of a document.
    public enum Format {
        /// YAML 1.1, which includes JSON. A name on the first level can be a whole key, such as
        /// `taskgate.access.keys.orders.roles`.
        YAML,
        /// `java.util.Properties`.
        PROPERTIES
    }

    /// The result of parsing a document.
    public sealed interface Reading {
        /// @param properties by key, such as `taskgate.access.keys.orders.roles[0]`
        record Read(Map<String, String> properties) implements Reading {}

        /// @param problem without a value of the document
        record Malformed(String problem) implements Reading {}
    }

    private static final class MalformedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        MalformedException(String problem) {
            super(problem);
        }
    }

    private final Map<String, String> properties = new TreeMap<>();

    private ConfigurationDocumentParser() {}

    public static Reading read(Format format, String text) {
        try {
            ConfigurationDocumentParser document = new ConfigurationDocumentParser();
            switch (format) {
                case YAML -> document.yaml(text);
                case PROPERTIES -> document.lines(text);
            }
            return new Reading.Read(Map.copyOf(document.properties));
        } catch (MalformedException e) {
            return new Reading.Malformed(String.valueOf(e.getMessage()));
        }
    }

    private void lines(String text) {
        Properties lines = new Properties();
        try {
            lines.load(new StringReader(text));
        } catch (IOException | IllegalArgumentException e) {
            throw new MalformedException("The properties file has a malformed \\u escape.");
        }
        lines.stringPropertyNames().forEach(name -> properties.put(name, lines.getProperty(name, "")));
    }

    private void yaml(String text) {
        Object root;
        try {
            root = yaml().load(text);
        } catch (MarkedYAMLException e) {
            // The message of the parser would quote the line with its secrets.
            throw new MalformedException(
                    e.getProblemMark() == null
                            ? "The file is not valid YAML."
                            : "The file is not valid YAML at line "
                                    + (e.getProblemMark().getLine() + 1) + ", column "
                                    + (e.getProblemMark().getColumn() + 1));
        } catch (YAMLException e) {
            throw new MalformedException("The file is not valid YAML.");
        }
        switch (root) {
            case null -> {}
            case Map<?, ?> map -> map.forEach((name, value) -> flatten(String.valueOf(name), value));
            default -> throw new MalformedException("The file is not a YAML map. Begin it with taskgate:");
        }
    }

    /// Values are texts: a number keeps its zeros, and a time keeps its notation.
    private static Yaml yaml() {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setMaxAliasesForCollections(0);
        options.setNestingDepthLimit(MAX_DEPTH);
        DumperOptions dumping = new DumperOptions();
        return new Yaml(new SafeConstructor(options), new Representer(dumping), dumping, options, new Resolver() {
            @Override
            protected void addImplicitResolvers() {
                // none
            }
        });
    }

    private void flatten(String key, @Nullable Object value) {
        switch (value) {
            case null -> add(key, "");
            case Map<?, ?> map -> map.forEach((name, inner) -> flatten(key + "." + name(name), inner));
            case List<?> list -> {
                for (int i = 0; i < list.size(); i++) {
                    flatten(key + "[" + i + "]", list.get(i));
                }
            }
            default -> add(key, value.toString());
        }
    }

    private void add(String key, String value) {
        if (properties.put(key, value) != null) {
            throw new MalformedException(key + ": The key occurs twice.");
        }
    }

    private static String name(Object name) {
        String text = String.valueOf(name);
        return PLAIN_NAME.matcher(text).matches() ? text : "\"" + text + "\"";
    }
}
