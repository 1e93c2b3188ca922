package io.taskgate.http.access;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The roles of callers. A role says which operations a caller may use; the rest of its [Grant] says on which
/// services,
/// state machines and tenant.
public enum Role {
    /// Registers tasks, calls services, starts batches.
    WORKFLOW(Role.Names.WORKFLOW),
    /// Answers tasks and posts events.
    WORKER(Role.Names.WORKER),
    /// Lists and reads callbacks, dead letters and stray events.
    OPERATOR_READ(Role.Names.OPERATOR_READ),
    /// Cancels and redrives.
    OPERATOR_ACT(Role.Names.OPERATOR_ACT),
    /// Tries shapes on payloads of its own.
    AUTHOR(Role.Names.AUTHOR),
    /// Changes who owns a record and revokes links.
    ADMIN(Role.Names.ADMIN),
    /// Reads the contents of payloads that were checked in.
    PAYLOAD_READ(Role.Names.PAYLOAD_READ);

    /// The names of the roles, as the configuration and `@RolesAllowed` write them.
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

    /// @throws IllegalArgumentException for any other word
    static Role parse(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    public String word() {
        return word;
    }

    static String words() {
        return Stream.of(values()).map(Role::word).collect(Collectors.joining(", "));
    }
}
