package io.taskgate.simulation.check;

/// An answer that a gateway acknowledged.
///
/// @param work the work that it answers
/// @param result the result as JSON
/// @param sent when its sender started to send it, in nanoseconds since the start of the run
/// @param as the gateway's result: `Reported`, `UnderWay` or `Early`; [#EVENT] if the queue accepted it
public record ObservedAnswer(String work, String key, String result, long sent, String as) {

    public static final String EVENT = "an event";
}
