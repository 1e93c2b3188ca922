package io.taskgate.call.egress;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// Guards for tests, each with a DNS of its own.
public final class TestEgressGuards {

    private TestEgressGuards() {}

    /// As in production without configuration.
    public static EgressGuard plain() {
        return new EgressGuard(List.of(), InetAddress::getAllByName);
    }

    /// Every name has this address.
    public static EgressGuard resolvingTo(String address) {
        return resolvingInTurn(address);
    }

    /// Every name has one address after the other; the last one stays.
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
