package io.taskgate.call.egress;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// Egress guards for tests, each with its own DNS.
public final class TestEgressGuards {

    private TestEgressGuards() {}

    /// Returns a guard with the default configuration of production.
    public static EgressGuard plain() {
        return new EgressGuard(List.of(), InetAddress::getAllByName);
    }

    /// Returns a guard whose DNS has this address for every name.
    public static EgressGuard resolvingTo(String address) {
        return resolvingInTurn(address);
    }

    /// Returns a guard whose DNS returns these addresses in turn; the last one stays.
    public static EgressGuard resolvingInTurn(String... addresses) {
        Deque<String> inTurn = new ArrayDeque<>(List.of(addresses));
        return new EgressGuard(List.of(), host -> {
            synchronized (inTurn) {
                String next = inTurn.size() > 1 ? inTurn.removeFirst() : inTurn.getFirst();
                return new InetAddress[] {InetAddress.ofLiteral(next)};
            }
        });
    }
}
