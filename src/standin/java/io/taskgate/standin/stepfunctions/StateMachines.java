package io.taskgate.standin.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.Timers;
import io.taskgate.standin.definition.DefinitionCheck;
import io.taskgate.standin.definition.NameRule;
import io.taskgate.standin.fault.AwsError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The state machines there are.
final class StateMachines {

    private final Timers timers;
    private final Map<String, StateMachine> machines = new LinkedHashMap<>();

    StateMachines(Timers timers) {
        this.timers = timers;
    }

    /// The same name and definition is the same state machine.
    synchronized StateMachine create(String name, String definition, String roleArn, boolean express) {
        NameRule.check(name);
        JsonNode asl = DefinitionCheck.check(definition, express);
        StateMachine existing = machines.get(Arns.stateMachine(name));
        if (existing == null) {
            StateMachine created = new StateMachine(name, definition, asl, roleArn, timers.now(), express);
            machines.put(created.arn(), created);
            return created;
        }
        if (existing.asl().equals(asl) && existing.express() == express) {
            return existing;
        }
        throw new AwsError(
                "StateMachineAlreadyExists",
                "State Machine Already Exists: '" + existing.arn() + "' with another definition or type");
    }

    /// Executions that run go on as they were started.
    synchronized StateMachine update(String arn, Optional<String> definition, Optional<String> roleArn) {
        StateMachine existing = get(arn);
        String text = definition.orElse(existing.definition());
        StateMachine updated = new StateMachine(
                existing.name(),
                text,
                DefinitionCheck.check(text, existing.express()),
                roleArn.orElse(existing.roleArn()),
                existing.created(),
                existing.express());
        machines.put(arn, updated);
        return updated;
    }

    /// Nothing happens when there is none.
    synchronized void delete(String arn) {
        machines.remove(Arns.checked(arn));
    }

    synchronized StateMachine get(String arn) {
        return Optional.ofNullable(machines.get(Arns.checked(arn)))
                .orElseThrow(
                        () -> new AwsError("StateMachineDoesNotExist", "State Machine Does Not Exist: '" + arn + "'"));
    }

    synchronized List<StateMachine> all() {
        return List.copyOf(machines.values());
    }
}
