package io.taskgate.standin.stepfunctions.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.fault.AwsError;
import io.taskgate.standin.stepfunctions.MachineAlias;
import io.taskgate.standin.stepfunctions.MachineAlias.Route;
import io.taskgate.standin.stepfunctions.PublishedVersion;
import io.taskgate.standin.stepfunctions.StandInStepFunctions;
import io.taskgate.standin.wire.HttpAnswers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/// The operations on aliases of state machines.
record AliasesApi(StandInStepFunctions states) {

    private static final Pattern NAME = Pattern.compile("^(?=.*[a-zA-Z_\\-\\.])[a-zA-Z0-9_\\-\\.]+$");
    private static final int NAME_CHARACTERS = 80;
    private static final int DESCRIPTION_CHARACTERS = 256;
    private static final int MOST = 100;

    Map<String, Function<JsonNode, JsonNode>> operations() {
        return Map.of(
                "CreateStateMachineAlias", this::create,
                "DescribeStateMachineAlias", this::describe,
                "UpdateStateMachineAlias", this::update,
                "DeleteStateMachineAlias", this::delete,
                "ListStateMachineAliases", this::list);
    }

    private JsonNode create(JsonNode request) {
        String name = name(request);
        Optional<String> description = description(request);
        List<Route> routes = routes(request);
        String machine = states.machines()
                .version(routes.getFirst().versionArn())
                .map(version -> version.machine().arn())
                .orElseThrow();
        MachineAlias alias = states.machines().aliases(machine, aliases -> {
            MachineAlias created = new MachineAlias(machine, name, description, routes, states.now(), states.now());
            MachineAlias existing = aliases.get(name);
            if (existing == null) {
                if (aliases.size() >= MOST) {
                    throw new AwsError(
                            "ServiceQuotaExceededException", "A state machine can have " + MOST + " aliases.");
                }
                aliases.put(name, created);
                return created;
            }
            if (!existing.description().equals(description)
                    || !existing.routes().equals(routes)) {
                throw new AwsError(
                        "ConflictException",
                        "Failed to create alias because an alias with the same name and a different routing"
                                + " configuration already exists.");
            }
            return existing;
        });
        return summary(alias);
    }

    private static String name(JsonNode request) {
        String name = HttpAnswers.required(request, "name");
        if (!NAME.matcher(name).matches()) {
            throw AwsError.validation("1 validation error detected: Value '" + name
                    + "' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: "
                    + NAME.pattern());
        }
        if (name.length() > NAME_CHARACTERS) {
            throw AwsError.validation("1 validation error detected: Value '" + name
                    + "' at 'name' failed to satisfy constraint: Member must have length less than or equal to "
                    + NAME_CHARACTERS);
        }
        return name;
    }

    private static Optional<String> description(JsonNode request) {
        return Optional.ofNullable(HttpAnswers.limited(request, "description", DESCRIPTION_CHARACTERS));
    }

    private List<Route> routes(JsonNode request) {
        List<Route> routes = new ArrayList<>();
        request.path("routingConfiguration")
                .forEach(each -> routes.add(new Route(
                        each.path("stateMachineVersionArn").asText(),
                        each.path("weight").asInt())));
        List<String> arns = routes.stream().map(Route::versionArn).toList();
        if (routes.isEmpty() || routes.size() > 2) {
            throw AwsError.validation("1 validation error detected: Value '" + arns
                    + "' at 'routingConfiguration' failed to satisfy constraint: Member must have length less than or"
                    + " equal to 2 and greater than or equal to 1");
        }
        if (arns.stream().distinct().count() < arns.size()) {
            throw AwsError.validation(
                    "Routing configuration must contain distinct state machine version ARNs. Received: " + arns);
        }
        if (!arns.stream().allMatch(arn -> arn.matches("arn:[^:]+:states:[^:]+:\\d+:stateMachine:[^:]+:\\d+"))) {
            throw AwsError.validation(
                    "Routing configuration must contain state machine version ARNs. Received: " + arns);
        }
        List<Integer> weights = routes.stream().map(Route::weight).toList();
        if (weights.stream().mapToInt(Integer::intValue).sum() != 100) {
            throw AwsError.validation("Sum of routing configuration weights must equal 100. Received: " + weights);
        }
        List<String> machines = arns.stream()
                .map(arn -> states.machines().version(arn).orElseThrow(AliasesApi::missing))
                .map(PublishedVersion::machine)
                .map(machine -> machine.arn())
                .distinct()
                .toList();
        if (machines.size() > 1) {
            throw AwsError.validation(
                    "Routing configuration must contain versions of one state machine. Received: " + arns);
        }
        return List.copyOf(routes);
    }

    private static AwsError missing() {
        return new AwsError("ResourceNotFound", "Request references a resource that does not exist.");
    }

    private MachineAlias alias(JsonNode request) {
        return states.machines()
                .alias(HttpAnswers.required(request, "stateMachineAliasArn"))
                .orElseThrow(AliasesApi::missing);
    }

    private JsonNode describe(JsonNode request) {
        MachineAlias alias = alias(request);
        ObjectNode answer = summary(alias).put("name", alias.name());
        alias.description().ifPresent(text -> answer.put("description", text));
        answer.set("updateDate", HttpAnswers.seconds(alias.updated()));
        ArrayNode routes = answer.putArray("routingConfiguration");
        alias.routes()
                .forEach(route -> routes.addObject()
                        .put("stateMachineVersionArn", route.versionArn())
                        .put("weight", route.weight()));
        return answer;
    }

    private JsonNode update(JsonNode request) {
        MachineAlias alias = alias(request);
        if (!request.hasNonNull("description") && !request.hasNonNull("routingConfiguration")) {
            throw AwsError.validation("Either the description or the routing configuration must be specified");
        }
        Optional<List<Route>> routes =
                request.hasNonNull("routingConfiguration") ? Optional.of(routes(request)) : Optional.empty();
        MachineAlias updated = alias.with(description(request), routes, states.now());
        states.machines().aliases(alias.machineArn(), aliases -> aliases.put(alias.name(), updated));
        return StatesJson.object().set("updateDate", HttpAnswers.seconds(updated.updated()));
    }

    private JsonNode delete(JsonNode request) {
        states.machines()
                .alias(HttpAnswers.required(request, "stateMachineAliasArn"))
                .ifPresent(alias ->
                        states.machines().aliases(alias.machineArn(), aliases -> aliases.remove(alias.name())));
        return StatesJson.object();
    }

    /// Lists the aliases of a state machine, or those that refer to a version.
    private JsonNode list(JsonNode request) {
        String arn = HttpAnswers.required(request, "stateMachineArn");
        Optional<PublishedVersion> version = states.machines().version(arn);
        String machine = version.map(each -> each.machine().arn()).orElse(arn);
        List<MachineAlias> found = states.machines()
                .aliases(
                        machine,
                        aliases -> aliases.values().stream()
                                .filter(alias -> version.isEmpty()
                                        || alias.routes().stream()
                                                .anyMatch(route ->
                                                        route.versionArn().equals(arn)))
                                .toList());
        return HttpAnswers.page(request, "stateMachineAliases", found, AliasesApi::summary);
    }

    private static ObjectNode summary(MachineAlias alias) {
        ObjectNode summary = StatesJson.object().put("stateMachineAliasArn", alias.arn());
        return summary.set("creationDate", HttpAnswers.seconds(alias.created()));
    }
}
