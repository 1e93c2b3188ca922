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

/// The sources of events that the configuration names (`taskgate.events.sources`). Immutable.
@Singleton
public final class EventSourceRegistry {

    private static final String KEY = "taskgate.events.sources.";

    private static final Logger LOG = Logger.getLogger(EventSourceRegistry.class);

    /// The closest first.
    private final List<EventSourceGrant> grants = new ArrayList<>();

    private final List<String> problems = new ArrayList<>();

    EventSourceRegistry(EventConfig settings, Tenant tenant) {
        Map<String, String> names = new HashMap<>();
        new TreeMap<>(settings.sources()).forEach((name, source) -> read(name, source, tenant, names));
        if (settings.queue().filter(queue -> !queue.isBlank()).isPresent() && grants.isEmpty()) {
            LOG.warn("taskgate.events.sources: names nobody, so every event from the queue will be refused");
        }
        grants.sort(Comparator.comparingInt(EventSourceGrant::closeness).reversed());
    }

    /// What is wrong with the configuration, a line each.
    public List<String> problems() {
        return List.copyOf(problems);
    }

    /// The grant of an event's source: the closest one, where several fit.
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
                    + (source.isEmpty() ? "is missing" : "\"" + source + "\" has a * before its end")
                    + ": set it to the source of the events, as in acme.orders or acme.*");
            return;
        }
        if (account != null && !account.matches("\\d{12}")) {
            problems.add(key + ".account: \"" + account + "\" is no AWS account: write its 12 digits");
        }
        configured
                .tenant()
                .filter(text -> !Tenant.isName(text))
                .ifPresent(text -> problems.add(key + ".tenant: " + Tenant.complaint(text)));
        Set<Role> roles = roles(key, configured);
        Set<String> services = new HashSet<>(configured.services().orElse(List.of()));
        if (services.isEmpty() && (roles.contains(Role.WORKFLOW) || roles.contains(Role.WORKER))) {
            problems.add(key + ".services: is missing: name the services that it registers or answers for, or *");
        }
        configured.stateMachines().stream()
                .filter(machine -> !machine.equals(EventSourceGrant.ANY) && !StateMachineArn.isOne(machine))
                .forEach(machine -> problems.add(key + ".state-machines: \"" + machine
                        + "\" is no state machine's ARN: write the whole ARN without a version, or *"));
        String other = names.putIfAbsent(source + " " + account, name);
        if (other != null) {
            problems.add(key + ".source: is the same as that of " + KEY + other + ": take one out, or set its account");
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
                problems.add(key + ".roles: \"" + word + "\" is unknown: use workflow, worker, status");
            }
        }
        if (words.isEmpty()) {
            problems.add(key + ".roles: is missing: use some of workflow, worker, status");
        }
        return roles;
    }
}
