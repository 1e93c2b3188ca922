package io.taskgate.standin.definition;

import java.util.List;
import java.util.Map;
import java.util.Set;

/// The fields of each state type, by query language.
final class StateFields {

    /// In the order in which AWS lists them.
    static final List<String> TYPES = List.of("Task", "Wait", "Pass", "Succeed", "Fail", "Choice", "Parallel", "Map");

    private static final Set<String> COMMON = Set.of("Type", "Comment", "QueryLanguage");

    private static final String FLOW = " Next End Assign";
    private static final String DATA = " InputPath OutputPath";
    private static final String RESULT = DATA + " Parameters ResultSelector ResultPath";

    private static final Map<String, Fields> BY_TYPE = Map.of(
            "Pass", fields(FLOW, DATA + " Result Parameters ResultPath", "Output"),
            "Task",
                    fields(
                            "Resource Retry Catch TimeoutSeconds HeartbeatSeconds Credentials" + FLOW,
                            "TimeoutSecondsPath HeartbeatSecondsPath" + RESULT,
                            "Arguments Output"),
            "Parallel", fields("Branches Retry Catch" + FLOW, RESULT, "Arguments Output"),
            "Map",
                    fields(
                            "ItemProcessor Iterator ItemSelector MaxConcurrency Retry Catch " + MapCheck.DISTRIBUTED
                                    + FLOW,
                            "ItemsPath MaxConcurrencyPath " + MapCheck.DISTRIBUTED_PATHS + RESULT,
                            "Items Output"),
            "Choice", fields("Choices Default Assign", DATA, "Output"),
            "Wait", fields("Seconds Timestamp" + FLOW, "SecondsPath TimestampPath" + DATA, "Output"),
            "Succeed", fields("", DATA, "Output"),
            "Fail", fields("Error Cause", "ErrorPath CausePath", ""));

    /// @param both  allowed in both languages
    /// @param path  allowed in JSONPath
    /// @param query allowed in JSONata
    private record Fields(Set<String> both, Set<String> path, Set<String> query) {}

    private static Fields fields(String both, String path, String query) {
        return new Fields(names(both), names(path), names(query));
    }

    private static Set<String> names(String text) {
        return Set.of(text.strip().split(" +"));
    }

    private StateFields() {}

    /// Reports fields that the type does not have, or has in the other language only.
    static void check(CheckedNode state, String type) {
        Fields known = BY_TYPE.getOrDefault(type, fields("", "", ""));
        state.node().fieldNames().forEachRemaining(name -> {
            if (COMMON.contains(name) || known.both().contains(name)) {
                return;
            }
            if (!known.path().contains(name) && !known.query().contains(name)) {
                state.error("Field '" + name + "' is not supported");
            } else {
                language(state, name, known.query().contains(name));
            }
        });
    }

    /// Reports a field of the other language.
    static void language(CheckedNode in, String name, boolean ofQuery) {
        if (in.query() != ofQuery) {
            in.error("The QueryLanguage is set to '" + (in.query() ? "JSONata" : "JSONPath") + "', but field '" + name
                    + "' is only supported for the '" + (ofQuery ? "JSONata" : "JSONPath") + "' QueryLanguage");
        }
    }
}
