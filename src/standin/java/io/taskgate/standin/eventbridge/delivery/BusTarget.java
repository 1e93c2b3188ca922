package io.taskgate.standin.eventbridge.delivery;

/// Puts events on other event buses, of this account or another one.
@FunctionalInterface
public interface BusTarget {

    /// @param bus the ARN of the bus
    /// @throws DeliveryFailure if there is no such bus, or its policy does not let this account in
    void put(String bus, RoutedEvent event) throws DeliveryFailure;
}
