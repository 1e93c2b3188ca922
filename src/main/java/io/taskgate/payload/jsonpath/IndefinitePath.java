package io.taskgate.payload.jsonpath;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.InvalidPathException;
import com.jayway.jsonpath.spi.mapper.JacksonMappingProvider;
import io.taskgate.payload.EvaluationException;
import io.taskgate.payload.InvalidDefinitionException;
import io.taskgate.payload.PathNotFoundException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A path that can match many places, evaluated by the library that implements the JSONPath dialect of Step
/// Functions.
///
/// @param everywhere the name in a path of the form `..name`: matched in one walk, because the library lists
/// the names of every object
/// @param appends    whether the path calls `append`, which modifies its input: the library gets a copy
record IndefinitePath(com.jayway.jsonpath.JsonPath path, Optional<String> everywhere, boolean appends) {

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final JacksonMappingProvider MAPPING = new JacksonMappingProvider(MAPPER);

    /// A path without any of these is plain.
    private static final Pattern SIGNS = Pattern.compile("[*?:,(]|\\.\\.");

    private static final Pattern FUNCTION = Pattern.compile("\\.(\\w+)\\(");
    private static final Set<String> FUNCTIONS = Set.of(
            "length", "min", "max", "avg", "sum", "stddev", "keys", "first", "last", "index", "concat", "append");

    private static final Pattern SINGLE = Pattern.compile("'(?:[^'\\\\]|\\\\.)*'");

    private static final Pattern SINGLE_QUOTED_ARGUMENT = Pattern.compile("\\.\\w+\\([^()]*''");

    private static final Pattern EVERYWHERE = Pattern.compile("\\.\\.([A-Za-z_]\\w*)");

    private static final Pattern QUOTED = Pattern.compile("'(?:[^'\\\\]|\\\\.)*'|\"(?:[^\"\\\\]|\\\\.)*\"");

    /// @param text the whole path, for messages
    /// @param rest the path after the root
    static IndefinitePath compile(String text, String rest) {
        String signs = QUOTED.matcher(rest).replaceAll("''");
        if (!SIGNS.matcher(signs).find() || !(rest.startsWith(".") || rest.startsWith("["))) {
            throw new InvalidDefinitionException(
                    "\"" + text + "\" is not a valid path. Use .name, ['a name'], [0], [*], [0:2], "
                            + "[?(@.name == 'value')] or ..name after $.");
        }
        if (signs.contains("=~")) {
            throw new InvalidDefinitionException(
                    "\"" + text + "\" has a regular expression in its filter. Compare with ==, <, > or in.");
        }
        FUNCTION.matcher(signs).results().forEach(function -> {
            if (!FUNCTIONS.contains(function.group(1))) {
                throw new InvalidDefinitionException("\"" + text + "\" calls the unknown function \""
                        + function.group(1) + "\". Use one of " + new TreeSet<>(FUNCTIONS) + ".");
            }
        });
        if (SINGLE_QUOTED_ARGUMENT
                .matcher(SINGLE.matcher(rest).replaceAll("''"))
                .find()) {
            // The library would ignore the argument.
            throw new InvalidDefinitionException(
                    "\"" + text + "\" has an argument in single quotes. Put string arguments in double quotes.");
        }
        try {
            Matcher name = EVERYWHERE.matcher(rest);
            return new IndefinitePath(
                    com.jayway.jsonpath.JsonPath.compile("$" + rest),
                    name.matches() ? Optional.of(name.group(1)) : Optional.empty(),
                    signs.contains("append("));
        } catch (InvalidPathException e) {
            throw new InvalidDefinitionException("\"" + text + "\" is not a valid path: " + e.getMessage());
        } catch (RuntimeException _) {
            // The library throws various exceptions for unexpected input.
            throw new InvalidDefinitionException("\"" + text + "\" is not a valid path.");
        }
    }

    JsonNode read(String text, JsonNode from) {
        if (everywhere.isEmpty()) {
            return evaluated(text, from);
        }
        ArrayNode found = JsonNodeFactory.instance.arrayNode();
        walk(from, everywhere.get(), found);
        return found;
    }

    /// Follows the order of the library: the members of an object come before the members of its fields.
    private static void walk(JsonNode from, String name, ArrayNode found) {
        JsonNode own = from.get(name);
        if (own != null) {
            found.add(own);
        }
        for (JsonNode child : from) {
            if (child.isContainerNode()) {
                walk(child, name, found);
            }
        }
    }

    private JsonNode evaluated(String text, JsonNode from) {
        Configuration configuration = Configuration.builder()
                .jsonProvider(new BudgetedJsonProvider())
                .mappingProvider(MAPPING)
                .options(EnumSet.noneOf(com.jayway.jsonpath.Option.class))
                .build();
        try {
            Object found = path.read((Object) (appends ? from.deepCopy() : from), configuration);
            return found == null
                    ? JsonNodeFactory.instance.nullNode()
                    : found instanceof JsonNode json ? json : MAPPER.valueToTree(found);
        } catch (com.jayway.jsonpath.PathNotFoundException _) {
            throw new PathNotFoundException("The payload has no value at " + text);
        } catch (EvaluationException e) {
            throw e.at(text);
        } catch (RuntimeException _) {
            throw new EvaluationException(
                    EvaluationException.RUNTIME, "The path " + text + " can't be evaluated on this payload.");
        } catch (StackOverflowError _) {
            throw new EvaluationException(
                    EvaluationException.RUNTIME, "The path " + text + " is nested too deeply for this payload.");
        }
    }
}
