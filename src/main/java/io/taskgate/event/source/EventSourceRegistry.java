package io.taskgate.event.source;

import io.taskgate.callback.model.Tenant;
import io.taskgate.event.format.EventPrincipal;
import io.taskgate.event.format.InboundEvent;
import io.taskgate.event.source.EventSourceGrant.Role;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/// The configured event sources (`taskgate.events.sources`). Immutable.
@Singleton
public final class EventSourceRegistry {

    private static final String KEY = "taskgate.events.sources.";

    private static final Logger LOG = Logger.getLogger(EventSourceRegistry.class);

    /// The most specific first.
    private final List<EventSourceGrant> grants = new ArrayList<>();

    private final List<String> problems = new ArrayList<>();

    public EventSourceRegistry(EventConfig settings, Tenant tenant) {
        Map<String, String> names = new HashMap<>();
        new TreeMap<>(settings.sources()).forEach((name, source) -> read(name, source, tenant, names));
        if (settings.queue().filter(queue -> !queue.isBlank()).isPresent() && grants.isEmpty()) {
            LOG.warn("No event sources are configured, so that every event from the queue is rejected:"
                    + " key=taskgate.events.sources");
        }
        grants.sort(Comparator.comparingInt(EventSourceGrant::closeness).reversed());
    }

    /// Returns one line for each configuration error.
    public List<String> problems() {
        return List.copyOf(problems);
    }

    /// Returns the most specific grant that matches the source of an event.
    public Optional<EventPrincipal> find(InboundEvent envelope) {
        return grants.stream()
                .filter(grant -> grant.isOf(envelope))
                .map(EventPrincipal.class::cast)
                .findFirst();
    }

    private void read(String name, EventConfig.Source configured, Tenant tenant, Map<String, String> names) {
        String key = KEY + name;
        String source = configured.source().orElse("").strip();
        String account = configured.account().map(String::strip).orElse(null);
        int star = source.indexOf('*');
        if (source.isEmpty() || (star >= 0 && star < source.length() - 1)) {
            problems.add(key + ".source: "
                    + (source.isEmpty() ? "Required." : "\"" + source + "\" has a * before its end.")
                    + " Set the source of the events, for example acme.orders or acme.*.");
            return;
        }
        if (account != null && !account.matches("\\d{12}")) {
            problems.add(key + ".account: Invalid AWS account \"" + account + "\". Use 12 digits.");
        }
        configured
                .tenant()
                .filter(text -> !Tenant.isName(text))
                .ifPresent(text -> problems.add(key + ".tenant: " + Tenant.problem(text)));
        Set<Role> roles = roles(key, configured);
        Set<String> services = new HashSet<>(configured.services().orElse(List.of()));
        if (services.isEmpty() && (roles.contains(Role.WORKFLOW) || roles.contains(Role.WORKER))) {
            problems.add(key + ".services: Required. Set the services that it registers or answers, or *.");
        }
        configured.stateMachines().stream()
                .filter(machine -> !machine.equals(EventSourceGrant.ANY) && !StateMachineArn.isOne(machine))
                .forEach(machine -> problems.add(key + ".state-machines: Invalid state machine ARN \"" + machine
                        + "\". Use the full ARN without a version, or *."));
        String other = names.putIfAbsent(source + " " + account, name);
        if (other != null) {
            problems.add(key + ".source: Duplicate of " + KEY + other + ". Remove one of them, or set its account.");
        }
        grants.add(new EventSourceGrant(
                name,
                source,
                account,
                roles,
                services,
                new HashSet<>(configured.operations()),
                new HashSet<>(configured.stateMachines()),
                configured.tenant().orElse(tenant.name()),
                configured.unsignedAnswers()));
    }

    private Set<Role> roles(String key, EventConfig.Source configured) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        List<String> words = configured.roles().orElse(List.of());
        for (String word : words) {
            try {
                roles.add(Role.valueOf(word.strip().toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                problems.add(key + ".roles: Unknown role \"" + word + "\". Use workflow, worker or status.");
            }
        }
        if (words.isEmpty()) {
            problems.add(key + ".roles: Required. Use some of workflow, worker and status.");
        }
        return roles;
    }
}
