package io.taskgate.standin.stepfunctions;

import io.taskgate.standin.Timers;
import io.taskgate.standin.definition.DefinitionCheck;
import io.taskgate.standin.definition.NameRule;
import io.taskgate.standin.fault.AwsError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// All state machines, with their versions and aliases. Thread-safe.
public final class StateMachines {

    private static final Pattern QUALIFIED = Pattern.compile("(arn:[^:]+:states:[^:]+:\\d+:stateMachine:[^:/]+):(.+)");
    private static final int MOST_VERSIONS = 1_000;

    private final Timers timers;
    private final Map<String, MachineRecord> machines = new LinkedHashMap<>();

    StateMachines(Timers timers) {
        this.timers = timers;
    }

    /// Creates a state machine, or returns the existing one with the same name, definition, type and
    /// settings. The role may differ.
    ///
    /// @throws AwsError InvalidName, InvalidDefinition, StateMachineAlreadyExists
    public synchronized StateMachine create(
            String name, String definition, String roleArn, boolean express, MachineSettings settings) {
        NameRule.check(name);
        StateMachine created = new StateMachine(
                name,
                definition,
                DefinitionCheck.check(definition, express),
                roleArn,
                timers.now(),
                express,
                settings,
                MachineOrigin.INITIAL);
        MachineRecord existing = machines.get(created.arn());
        if (existing == null) {
            machines.put(created.arn(), new MachineRecord(created));
            return created;
        }
        StateMachine current = existing.current();
        if (current.definition().equals(definition)
                && current.express() == express
                && current.settings().equals(settings)) {
            return current;
        }
        throw new AwsError("StateMachineAlreadyExists", "State Machine Already Exists: '" + current.arn() + "'");
    }

    /// Updates a state machine; running executions are not affected. An update without changes creates no
    /// revision.
    ///
    /// @param settings computes the new settings from the previous ones
    /// @param revision the ID of the new revision
    /// @throws AwsError StateMachineDoesNotExist, InvalidDefinition
    public synchronized StateMachine update(
            String arn,
            Optional<String> definition,
            Optional<String> roleArn,
            Function<MachineSettings, MachineSettings> settings,
            String revision) {
        MachineRecord existing = machine(arn);
        StateMachine before = existing.current();
        String text = definition.orElse(before.definition());
        StateMachine updated = new StateMachine(
                before.name(),
                text,
                DefinitionCheck.check(text, before.express()),
                roleArn.orElse(before.roleArn()),
                before.created(),
                before.express(),
                settings.apply(before.settings()),
                before.origin());
        if (!updated.equals(before)) {
            updated = updated.in(before.origin().revised(revision));
            existing.update(updated);
        }
        return updated;
    }

    /// Deletes a state machine with its versions and aliases; has no effect if there is none.
    public synchronized void delete(String arn) {
        machines.remove(Arns.checked(arn));
    }

    /// Returns the current revision.
    ///
    /// @throws AwsError InvalidArn, StateMachineDoesNotExist
    public synchronized StateMachine get(String arn) {
        return machine(arn).current();
    }

    private MachineRecord machine(String arn) {
        return Optional.ofNullable(machines.get(Arns.checked(arn))).orElseThrow(() -> missing(arn));
    }

    private static AwsError missing(String arn) {
        return new AwsError("StateMachineDoesNotExist", "State Machine Does Not Exist: '" + arn + "'");
    }

    /// Returns the state machine for a new execution: the current revision, a version, or one of the versions
    /// of an alias.
    ///
    /// @param arn the ARN of a state machine, a version or an alias
    public synchronized StateMachine resolve(String arn) {
        Optional<MachineAlias> alias = alias(arn);
        if (alias.isPresent()) {
            StateMachine version =
                    version(alias.get().next()).orElseThrow(() -> missing(arn)).machine();
            return version.in(version.origin().aliased(arn));
        }
        return version(arn).map(PublishedVersion::machine).orElseGet(() -> get(arn));
    }

    /// @throws AwsError ConflictException if the revision is not the current one
    public synchronized PublishedVersion publish(String arn, Optional<String> revision, Optional<String> description) {
        MachineRecord machine = machine(arn);
        String current = machine.current().origin().revisionId();
        if (revision.isPresent() && !revision.get().equals(current)) {
            throw new AwsError(
                    "ConflictException",
                    "Failed to publish the State Machine version for revision " + revision.get()
                            + ". The current State Machine revision is " + current + ".");
        }
        if (machine.versions().size() >= MOST_VERSIONS) {
            throw new AwsError(
                    "ServiceQuotaExceededException", "A state machine can have " + MOST_VERSIONS + " versions.");
        }
        return machine.publish(description, timers.now());
    }

    /// Returns the state machines, newest first.
    public synchronized List<PublishedVersion> versions(String arn) {
        return Optional.ofNullable(machines.get(Arns.checked(arn)))
                .map(MachineRecord::versions)
                .orElse(List.of());
    }

    /// @param arn the ARN of a version
    public synchronized Optional<PublishedVersion> version(String arn) {
        Matcher parts = QUALIFIED.matcher(Arns.checked(arn));
        return parts.matches()
                ? Optional.ofNullable(machines.get(parts.group(1))).flatMap(machine -> machine.version(parts.group(2)))
                : Optional.empty();
    }

    /// Deletes a version; has no effect if there is none.
    ///
    /// @throws AwsError ConflictException if an alias refers to the version
    public synchronized void deleteVersion(String arn) {
        version(arn).ifPresent(version -> {
            MachineRecord machine = machines.get(version.machine().arn());
            List<String> names = machine.aliases().values().stream()
                    .filter(alias -> alias.references(arn))
                    .map(MachineAlias::name)
                    .toList();
            if (!names.isEmpty()) {
                throw new AwsError(
                        "ConflictException",
                        "Version to be deleted must not be referenced by an alias. Current list of aliases referencing"
                                + " this version: " + names);
            }
            machine.delete(version);
        });
    }

    /// @param arn the ARN of an alias
    public synchronized Optional<MachineAlias> alias(String arn) {
        Matcher parts = QUALIFIED.matcher(Arns.checked(arn));
        return parts.matches()
                ? Optional.ofNullable(machines.get(parts.group(1)))
                        .map(machine -> machine.aliases().get(parts.group(2)))
                : Optional.empty();
    }

    /// Changes the aliases of a state machine under the lock.
    ///
    /// @throws AwsError StateMachineDoesNotExist
    public synchronized <T> T aliases(String machineArn, Function<Map<String, MachineAlias>, T> work) {
        return work.apply(machine(machineArn).aliases());
    }

    public synchronized List<StateMachine> all() {
        return machines.values().stream().map(MachineRecord::current).toList();
    }
}
