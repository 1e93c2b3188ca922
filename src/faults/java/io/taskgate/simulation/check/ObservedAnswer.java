package io.taskgate.simulation.check;

/// An answer that a gateway acknowledged.
///
/// @param work   what it was given for
/// @param result as JSON
/// @param sent   when its sender began, in nanoseconds since the run began
/// @param as     what the gateway made of it: `Reported`, `UnderWay` or `Early`; [#EVENT] where the queue took it
public record ObservedAnswer(String work, String key, String result, long sent, String as) {

    public static final String EVENT = "an event";
}
