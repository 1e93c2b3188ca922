package io.taskgate.standin.realm;

import io.taskgate.standin.eventbridge.StandInEventBus;
import io.taskgate.standin.eventbridge.delivery.DeliveryFailure;
import io.taskgate.standin.eventbridge.delivery.RoutedEvent;
import io.taskgate.standin.fault.AwsError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The services of all realms, each created by the first call from its realm. Thread-safe.
public final class RealmRegistry implements AutoCloseable {

    private final Function<Realm, RealmServices> factory;
    private final Map<Realm, RealmServices> realms = new LinkedHashMap<>();

    /// @param factory called once for each realm, bound to it
    public RealmRegistry(Function<Realm, RealmServices> factory) {
        this.factory = factory;
    }

    /// Returns the services of the current realm.
    public RealmServices current() {
        return of(Realm.current());
    }

    public synchronized RealmServices of(Realm realm) {
        RealmServices existing = realms.get(realm);
        if (existing != null) {
            return existing;
        }
        RealmServices made = realm.call(() -> factory.apply(realm));
        realms.put(realm, made);
        return made;
    }

    /// Returns the services of a realm that has been used.
    public synchronized Optional<RealmServices> existing(Realm realm) {
        return Optional.ofNullable(realms.get(realm));
    }

    private synchronized List<RealmServices> others(RealmServices own) {
        return realms.values().stream().filter(each -> each != own).toList();
    }

    /// Restores executions in their realms.
    ///
    /// @param arns the ARNs of the executions
    /// @return resumes the executions that were running
    public Runnable restore(List<String> arns) {
        Map<Realm, List<String>> byRealm = new LinkedHashMap<>();
        arns.forEach(arn ->
                byRealm.computeIfAbsent(Realm.of(arn), _ -> new ArrayList<>()).add(arn));
        List<Runnable> goOn = byRealm.entrySet().stream()
                .map(each -> {
                    RealmServices services = of(each.getKey());
                    Runnable resume = each.getKey().call(() -> services.states().restore(each.getValue()));
                    return (Runnable) () -> each.getKey().run(resume);
                })
                .toList();
        return () -> goOn.forEach(Runnable::run);
    }

    /// Publishes an event of the current realm to a bus of any realm.
    ///
    /// @param bus the ARN of the bus
    public void forward(String bus, RoutedEvent event) throws DeliveryFailure {
        String sender = Realm.current().account();
        Realm receiver = Realm.of(bus);
        StandInEventBus target = of(receiver).events().bus();
        receiver.forward(() -> target.forwarded(bus.substring(bus.indexOf('/') + 1), sender, event));
    }

    /// @throws AwsError InvalidToken if another realm has issued the token
    public void requireOwn(String token) {
        RealmServices own = current();
        if (others(own).stream().anyMatch(other -> other.states().hasIssued(token))) {
            throw new AwsError("InvalidToken", "Invalid Token: 'Invalid token'");
        }
    }

    @Override
    public synchronized void close() {
        realms.values().forEach(RealmServices::close);
    }
}
