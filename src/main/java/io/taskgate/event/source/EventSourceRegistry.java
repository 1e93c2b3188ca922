package io.taskgate.event.source;

import io.taskgate.callback.model.Tenant;
import io.taskgate.event.format.EventPrincipal;
import io.taskgate.event.format.InboundEvent;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/// The configured event sources (`taskgate.events.sources`). Immutable.
@Singleton
public final class EventSourceRegistry {

    private static final Logger LOG = Logger.getLogger(EventSourceRegistry.class);

    /// The most specific first.
    private final List<EventSourceGrant> grants;

    public EventSourceRegistry(EventConfig settings, Tenant tenant) {
        grants = new TreeMap<>(settings.sources())
                .entrySet().stream()
                        .flatMap(source -> grant(source.getKey(), source.getValue(), tenant).stream())
                        .sorted(Comparator.comparingInt(EventSourceGrant::closeness)
                                .reversed())
                        .toList();
        if (settings.queue().filter(queue -> !queue.isBlank()).isPresent() && grants.isEmpty()) {
            LOG.warn("No event sources are configured, so that every event from the queue is rejected:"
                    + " key=taskgate.events.sources");
        }
    }

    /// Returns the most specific grant that matches the source of an event.
    public Optional<EventPrincipal> find(InboundEvent envelope) {
        return grants.stream()
                .filter(grant -> grant.isOf(envelope))
                .map(EventPrincipal.class::cast)
                .findFirst();
    }

    private static Optional<EventSourceGrant> grant(String name, EventConfig.Source settings, Tenant tenant) {
        return settings.source()
                .map(source -> new EventSourceGrant(
                        name,
                        source.strip(),
                        settings.account().orElse(null),
                        Set.copyOf(settings.roles().orElse(List.of())),
                        Set.copyOf(settings.services().orElse(List.of())),
                        Set.copyOf(settings.operations()),
                        Set.copyOf(settings.stateMachines()),
                        settings.tenant().orElse(tenant).name(),
                        settings.unsignedAnswers()));
    }
}
