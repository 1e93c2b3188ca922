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

/// A path that may find many places, by the library that speaks the same dialect as Step Functions.
///
/// @param everywhere the name of a path that is `..name` and no more: found in one walk, where the library
///      makes a list of the names of every object
/// @param appends    whether it calls `append`, by which the library changes what it reads: it is given a copy
record IndefinitePath(com.jayway.jsonpath.JsonPath path, Optional<String> everywhere, boolean appends) {

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final JacksonMappingProvider MAPPING = new JacksonMappingProvider(MAPPER);

    /// Only with one of these can a path be more than a plain one.
    private static final Pattern SIGNS = Pattern.compile("[*?:,(]|\\.\\.");

    private static final Pattern FUNCTION = Pattern.compile("\\.(\\w+)\\(");
    private static final Set<String> FUNCTIONS = Set.of(
            "length", "min", "max", "avg", "sum", "stddev", "keys", "first", "last", "index", "concat", "append");

    private static final Pattern SINGLE = Pattern.compile("'(?:[^'\\\\]|\\\\.)*'");

    private static final Pattern SINGLE_QUOTED_ARGUMENT = Pattern.compile("\\.\\w+\\([^()]*''");

    private static final Pattern EVERYWHERE = Pattern.compile("\\.\\.([A-Za-z_]\\w*)");

    private static final Pattern QUOTED = Pattern.compile("'(?:[^'\\\\]|\\\\.)*'|\"(?:[^\"\\\\]|\\\\.)*\"");

    /// @param text the whole path, for messages
    /// @param rest what stands after the root
    static IndefinitePath compile(String text, String rest) {
        String signs = QUOTED.matcher(rest).replaceAll("''");
        if (!SIGNS.matcher(signs).find() || !(rest.startsWith(".") || rest.startsWith("["))) {
            throw new InvalidDefinitionException("\"" + text + "\" is no path: use .name, ['a name'], [0], [*], [0:2], "
                    + "[?(@.name == 'value')] or ..name after $");
        }
        if (signs.contains("=~")) {
            throw new InvalidDefinitionException(
                    "\"" + text + "\" has a regular expression in its filter: compare with ==, <, > or in");
        }
        FUNCTION.matcher(signs).results().forEach(function -> {
            if (!FUNCTIONS.contains(function.group(1))) {
                throw new InvalidDefinitionException("\"" + text + "\" calls an unknown function \"" + function.group(1)
                        + "\": use one of " + new TreeSet<>(FUNCTIONS));
            }
        });
        if (SINGLE_QUOTED_ARGUMENT
                .matcher(SINGLE.matcher(rest).replaceAll("''"))
                .find()) {
            // The library would leave the argument out.
            throw new InvalidDefinitionException(
                    "\"" + text + "\" has an argument in single quotes: put a function's texts in double quotes");
        }
        try {
            Matcher name = EVERYWHERE.matcher(rest);
            return new IndefinitePath(
                    com.jayway.jsonpath.JsonPath.compile("$" + rest),
                    name.matches() ? Optional.of(name.group(1)) : Optional.empty(),
                    signs.contains("append("));
        } catch (InvalidPathException e) {
            throw new InvalidDefinitionException("\"" + text + "\" is no path: " + e.getMessage());
        } catch (RuntimeException _) {
            // The library throws all kinds at what it doesn't expect.
            throw new InvalidDefinitionException("\"" + text + "\" is no path that can be followed");
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

    /// In the library's order: what an object has itself comes before what is within its fields.
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
            throw new PathNotFoundException("the payload has nothing at " + text);
        } catch (EvaluationException e) {
            throw e.at(text);
        } catch (RuntimeException _) {
            throw new EvaluationException(EvaluationException.RUNTIME, text + " can't be followed in this payload");
        } catch (StackOverflowError _) {
            throw new EvaluationException(EvaluationException.RUNTIME, text + " goes too deep in this payload");
        }
    }
}
