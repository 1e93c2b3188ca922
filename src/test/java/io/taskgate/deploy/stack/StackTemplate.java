package io.taskgate.deploy.stack;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/// Evaluates a CloudFormation template with its short functions for given parameters, as CloudFormation does:
/// the existing resources and their properties. A reference to a resource is its name in angle brackets.
///
/// It supports the functions that `deploy/template.yaml` uses and rejects all others.
public final class StackTemplate {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^!}][^}]*)}");

    private static final Map<String, String> PSEUDO = Map.of(
            "AWS::Partition", "aws",
            "AWS::Region", "eu-west-1",
            "AWS::AccountId", "000000000000",
            "AWS::StackName", "taskgate",
            "AWS::URLSuffix", "amazonaws.com");

    private final MappingNode root;
    private final Map<String, String> parameters = new LinkedHashMap<>();

    private StackTemplate(MappingNode root, Map<String, String> given) {
        this.root = root;
        fields(root, "Parameters").forEach((name, parameter) -> {
            Node byDefault = fields((MappingNode) parameter).get("Default");
            parameters.put(name, byDefault == null ? "" : text(byDefault));
        });
        given.forEach((name, value) -> {
            if (parameters.replace(name, value) == null) {
                throw new IllegalArgumentException("The template has no parameter " + name);
            }
        });
    }

    public static StackTemplate of(String template, Map<String, String> parameters) {
        Node root = new Yaml(new LoaderOptions()).compose(new StringReader(template));
        return new StackTemplate((MappingNode) root, parameters);
    }

    /// @param properties the properties with all functions evaluated
    public record Resource(String type, Map<String, Object> properties) {}

    /// Returns the resources whose condition holds, in the order of the template.
    public Map<String, Resource> resources() {
        Map<String, Resource> resources = new LinkedHashMap<>();
        fields(root, "Resources").forEach((name, node) -> {
            Map<String, Node> resource = fields((MappingNode) node);
            if (!resource.containsKey("Condition") || condition(text(part(resource, "Condition")))) {
                Object properties = resource.containsKey("Properties")
                        ? value(part(resource, "Properties")).orElseThrow()
                        : Map.of();
                resources.put(name, new Resource(text(part(resource, "Type")), map(properties)));
            }
        });
        return resources;
    }

    @SuppressWarnings("unchecked")
    public static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    private static Node part(Map<String, Node> fields, String name) {
        return Objects.requireNonNull(fields.get(name), name);
    }

    private static Map<String, Node> fields(MappingNode node, String name) {
        return fields((MappingNode) part(fields(node), name));
    }

    private static Map<String, Node> fields(MappingNode node) {
        Map<String, Node> fields = new LinkedHashMap<>();
        node.getValue().forEach(entry -> fields.put(text(entry.getKeyNode()), entry.getValueNode()));
        return fields;
    }

    private static String text(Node node) {
        return ((ScalarNode) node).getValue();
    }

    private static List<Node> items(Node node) {
        return ((SequenceNode) node).getValue();
    }

    private boolean condition(String name) {
        return holds(part(fields(root, "Conditions"), name));
    }

    private boolean holds(Node node) {
        return switch (node.getTag().getValue()) {
            case "!Condition" -> condition(text(node));
            case "!Not" -> !holds(items(node).getFirst());
            case "!And" -> items(node).stream().allMatch(this::holds);
            case "!Or" -> items(node).stream().anyMatch(this::holds);
            case "!Equals" ->
                value(items(node).getFirst()).equals(value(items(node).getLast()));
            default -> throw new IllegalArgumentException("Not a condition: " + node.getTag());
        };
    }

    /// Empty for `AWS::NoValue`.
    private Optional<Object> value(Node node) {
        String tag = node.getTag().getValue();
        if (!tag.startsWith("!")) {
            return Optional.of(plain(node));
        }
        return switch (tag) {
            case "!Ref" -> text(node).equals("AWS::NoValue") ? Optional.empty() : Optional.of(reference(text(node)));
            case "!GetAtt" -> Optional.of("<" + text(node) + ">");
            case "!Sub" -> Optional.of(substituted(node));
            case "!If" -> value(items(node).get(condition(text(items(node).getFirst())) ? 1 : 2));
            case "!Join" ->
                Optional.of(String.join(
                        text(items(node).getFirst()), texts(items(node).getLast())));
            case "!Split" ->
                Optional.of(List.of(string(items(node).getLast())
                        .split(Pattern.quote(text(items(node).getFirst())), -1)));
            case "!Select" -> {
                List<String> parts = texts(items(node).getLast());
                // a reference that only AWS can resolve is atomic
                yield Optional.of(
                        parts.get(Math.min(Integer.parseInt(text(items(node).getFirst())), parts.size() - 1)));
            }
            default -> throw new IllegalArgumentException("Unsupported function: " + tag);
        };
    }

    private Object plain(Node node) {
        return switch (node) {
            case ScalarNode scalar -> scalar.getValue();
            case SequenceNode sequence ->
                sequence.getValue().stream()
                        .flatMap(item -> value(item).stream())
                        .toList();
            case MappingNode mapping -> {
                Map<String, Object> values = new LinkedHashMap<>();
                fields(mapping).forEach((name, field) -> value(field).ifPresent(found -> values.put(name, found)));
                yield values;
            }
            default -> throw new IllegalArgumentException("Not a value: " + node);
        };
    }

    private Object reference(String name) {
        String value = parameters.getOrDefault(name, PSEUDO.get(name));
        if (value == null) {
            return "<" + name + ">";
        }
        Node parameter = fields(root, "Parameters").get(name);
        boolean list = parameter != null
                && text(part(fields((MappingNode) parameter), "Type")).equals("CommaDelimitedList");
        return list ? List.of(value.split(",", -1)) : value;
    }

    private String string(Node node) {
        return value(node).map(String::valueOf).orElseThrow();
    }

    private List<String> texts(Node node) {
        List<String> texts = new ArrayList<>();
        Object value = value(node).orElseThrow();
        for (Object one : value instanceof List<?> list ? list : List.of(value)) {
            texts.add(String.valueOf(one));
        }
        return texts;
    }

    private String substituted(Node node) {
        Map<String, Node> own = node instanceof SequenceNode parts
                ? fields((MappingNode) parts.getValue().getLast())
                : Map.of();
        String template =
                text(node instanceof SequenceNode parts ? parts.getValue().getFirst() : node);
        return VARIABLE.matcher(template)
                .replaceAll(found -> {
                    Node field = own.get(found.group(1));
                    return Matcher.quoteReplacement(
                            field == null ? String.valueOf(reference(found.group(1))) : string(field));
                })
                .replace("${!", "${");
    }
}
