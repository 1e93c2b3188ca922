package io.taskgate.http.access;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The roles of callers. A role determines the operations that a caller may use; the other parts of its
/// [Grant] restrict services, state machines and tenant.
public enum Role {
    /// Registers tasks, calls services, starts batches.
    WORKFLOW(Role.Names.WORKFLOW),
    /// Answers tasks and posts events.
    WORKER(Role.Names.WORKER),
    /// Lists and reads callbacks, dead letters and stray events.
    OPERATOR_READ(Role.Names.OPERATOR_READ),
    /// Cancels and redrives.
    OPERATOR_ACT(Role.Names.OPERATOR_ACT),
    /// Previews shapes on payloads in the request.
    AUTHOR(Role.Names.AUTHOR),
    /// Transfers callbacks and revokes links.
    ADMIN(Role.Names.ADMIN),
    /// Reads checked-in payloads.
    PAYLOAD_READ(Role.Names.PAYLOAD_READ);

    /// The names of the roles in the configuration and in `@RolesAllowed`.
    public static final class Names {
        public static final String WORKFLOW = "workflow";
        public static final String WORKER = "worker";
        public static final String OPERATOR_READ = "operator-read";
        public static final String OPERATOR_ACT = "operator-act";
        public static final String AUTHOR = "author";
        public static final String ADMIN = "admin";
        public static final String PAYLOAD_READ = "payload-read";

        /// The holder of a link's signature. Never configured.
        public static final String LINK = "link";

        private Names() {}
    }

    private final String word;

    Role(String word) {
        this.word = word;
    }

    public String wireName() {
        return word;
    }

    static String wireNames() {
        return Stream.of(values()).map(Role::wireName).collect(Collectors.joining(", "));
    }
}
