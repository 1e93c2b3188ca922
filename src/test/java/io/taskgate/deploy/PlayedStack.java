package io.taskgate.deploy;

import io.taskgate.deploy.stack.StackTemplate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A simulation of the stack with its API, as far as changes of a key or a load balancer need it:
///
/// - a resource is updated if its evaluated properties changed, and only then are its dynamic references
///   resolved;
/// - replaced and removed resources are deleted at the end;
/// - a deployment is a snapshot of the methods at its creation, and the stage serves its snapshot with the
///   stage's own variables.
final class PlayedStack {

    private static final String DEPLOYMENT = "AWS::ApiGateway::Deployment";
    private static final String METHOD = "AWS::ApiGateway::Method";
    private static final String LINK = "AWS::ApiGateway::VpcLink";

    /// The resource types in the order in which references and `DependsOn` of the template allow their
    /// changes.
    private static final List<String> ORDER = List.of(LINK, METHOD, DEPLOYMENT, "AWS::ApiGateway::Stage");

    private static final Pattern SECRET =
            Pattern.compile("\\{\\{resolve:secretsmanager:<(\\w+)>:SecretString:key(?::([^:}]*):([^:}]*))?}}");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{stageVariables\\.(\\w+)}");

    private final String template;
    private final Runnable afterEachChange;
    private final Map<String, String> parameters = new HashMap<>();
    /// The values by the secret's name and version; `AWSCURRENT` is the current version.
    private final Map<String, Map<String, String>> secrets = new HashMap<>();

    private Map<String, StackTemplate.Resource> wanted = new LinkedHashMap<>();
    /// The existing resources with unresolved dynamic references.
    private final Map<String, Object> deployed = new HashMap<>();
    /// The existing resources with resolved dynamic references.
    private final Map<String, Map<String, Object>> present = new LinkedHashMap<>();
    private final Map<String, String> ids = new HashMap<>();
    /// The load balancers of all existing links by the ID of the link.
    private final Map<String, String> links = new HashMap<>();
    private final Map<String, Map<String, Map<String, Object>>> photographs = new HashMap<>();
    private final Set<String> used = new HashSet<>();

    /// @param afterEachChange called after each resource is changed or deleted
    PlayedStack(String template, Runnable afterEachChange) {
        this.template = template;
        this.afterEachChange = afterEachChange;
    }

    /// A request that reaches a load balancer.
    ///
    /// @param balancer the ARN of the load balancer behind the link
    /// @param url the URL of the integration
    /// @param key the header `X-Api-Key`
    record Call(String balancer, String url, String key) {}

    void put(String secret, String version, String value) {
        Map<String, String> versions = secrets.computeIfAbsent(secret, _ -> new HashMap<>());
        versions.put(version, value);
        versions.put("AWSCURRENT", value);
    }

    /// Deploys like `aws cloudformation deploy`: parameters that are not given keep their values.
    void deploy(Map<String, String> overrides) {
        parameters.putAll(overrides);
        Map<String, StackTemplate.Resource> before = wanted;
        wanted = StackTemplate.of(template, parameters).resources();
        Set<String> deleted = new HashSet<>();
        for (String type : ORDER) {
            wanted.forEach((name, resource) -> {
                if (resource.type().equals(type)
                        && !identified(resource.properties()).equals(deployed.get(name))) {
                    if (type.equals(LINK) && ids.containsKey(name)) {
                        deleted.add(id(name));
                    }
                    change(name, resource);
                    afterEachChange.run();
                }
            });
        }
        before.keySet().stream()
                .filter(name -> !wanted.containsKey(name) && ids.containsKey(name))
                .forEach(name -> deleted.add(id(name)));
        for (String id : deleted) {
            links.remove(id);
            photographs.remove(id);
            afterEachChange.run();
        }
    }

    private void change(String name, StackTemplate.Resource resource) {
        if (resource.type().equals(LINK) || !ids.containsKey(name)) {
            String id = name.toLowerCase(Locale.ROOT) + "-" + used.size();
            used.add(id);
            ids.put(name, id);
        }
        Object identified = identified(resource.properties());
        deployed.put(name, identified);
        Map<String, Object> properties = StackTemplate.map(each(identified, this::withSecrets));
        present.put(name, properties);
        if (resource.type().equals(LINK)) {
            links.put(
                    id(name),
                    String.valueOf(((List<?>) Objects.requireNonNull(properties.get("TargetArns"))).getFirst()));
        }
        if (resource.type().equals(DEPLOYMENT)) {
            photographs.computeIfAbsent(id(name), _ -> photograph());
        }
    }

    private Map<String, Map<String, Object>> photograph() {
        Map<String, Map<String, Object>> methods = new HashMap<>();
        wanted.forEach((name, resource) -> {
            if (resource.type().equals(METHOD)) {
                methods.put(name, Objects.requireNonNull(present.get(name)));
            }
        });
        return methods;
    }

    private String id(String name) {
        return Objects.requireNonNull(ids.get(name), name);
    }

    private Object identified(Object value) {
        return each(value, text -> {
            String identified = text;
            for (Map.Entry<String, String> id : ids.entrySet()) {
                identified = identified.replace("<" + id.getKey() + ">", id.getValue());
            }
            return identified;
        });
    }

    private String withSecrets(String text) {
        return SECRET.matcher(text).replaceAll(found -> {
            String version = found.group(3) == null || found.group(3).isEmpty() ? "AWSCURRENT" : found.group(3);
            return Matcher.quoteReplacement(Objects.requireNonNull(
                    secrets.getOrDefault(found.group(1), Map.of()).get(version), text));
        });
    }

    private static Object each(Object value, UnaryOperator<String> change) {
        return switch (value) {
            case Map<?, ?> map -> {
                Map<String, Object> changed = new LinkedHashMap<>();
                map.forEach((name, field) -> changed.put(String.valueOf(name), each(field, change)));
                yield changed;
            }
            case List<?> list -> list.stream().map(item -> each(item, change)).toList();
            default -> change.apply(String.valueOf(value));
        };
    }

    boolean hasStage() {
        return present.containsKey("ApiStage");
    }

    /// Sends a registration through the API.
    ///
    /// @throws IllegalStateException if the deployment or the link no longer exists
    Call register() {
        Map<String, Object> stage = Objects.requireNonNull(present.get("ApiStage"));
        var photograph = photographs.get(String.valueOf(stage.get("DeploymentId")));
        if (photograph == null) {
            throw new IllegalStateException("The stage serves a deployment that is gone.");
        }
        Map<String, Object> variables = StackTemplate.map(stage.getOrDefault("Variables", Map.of()));
        UnaryOperator<String> with = text -> VARIABLE.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(String.valueOf(variables.get(found.group(1)))));
        Map<String, Object> integration = StackTemplate.map(
                Objects.requireNonNull(photograph.get("RegisterPost")).get("Integration"));
        String link = with.apply(String.valueOf(integration.get("ConnectionId")));
        String balancer = links.get(link);
        if (balancer == null) {
            throw new IllegalStateException("The link " + link + " is gone.");
        }
        String key = String.valueOf(
                StackTemplate.map(integration.get("RequestParameters")).get("integration.request.header.X-Api-Key"));
        return new Call(
                balancer,
                with.apply(String.valueOf(integration.get("Uri"))),
                key.startsWith("'")
                        ? key.substring(1, key.length() - 1)
                        : String.valueOf(variables.get(key.replace("stageVariables.", ""))));
    }
}
