package io.taskgate.standin.stepfunctions;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/// An alias: a name for one or two versions, to which executions are distributed by weight.
public record MachineAlias(
        String machineArn,
        String name,
        Optional<String> description,
        List<Route> routes,
        Instant created,
        Instant updated) {

    /// @param weight the weight in percent
    public record Route(String versionArn, int weight) {}

    public String arn() {
        return machineArn + ":" + name;
    }

    /// Selects the version of the next execution.
    String next() {
        int point = ThreadLocalRandom.current().nextInt(100);
        Route first = routes.getFirst();
        return point < first.weight() ? first.versionArn() : routes.getLast().versionArn();
    }

    boolean references(String versionArn) {
        return routes.stream().anyMatch(route -> route.versionArn().equals(versionArn));
    }

    public MachineAlias with(Optional<String> newDescription, Optional<List<Route>> newRoutes, Instant at) {
        return new MachineAlias(
                machineArn, name, newDescription.or(() -> description), newRoutes.orElse(routes), created, at);
    }
}
