package io.taskgate.event.source;

import io.smallrye.config.WithDefault;
import io.taskgate.callback.model.Tenant;
import io.taskgate.settings.RequiredValue;
import jakarta.validation.constraints.Pattern;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Settings of inbound events.
@ConsistentEvents
public interface EventConfig {

    /// The SQS queue that the EventBridge rule feeds, by name or URL. Default: no events are consumed.
    Optional<String> queue();

    /// Grants for events from the queue, by a name of your choice. An event that matches no grant is
    /// rejected.
    Map<String, Source> sources();

    /// An event source and its grant.
    interface Source {
        /// The `source` of the events in EventBridge; a trailing `*` matches any suffix.
        @RequiredValue("Set the source of the events, for example acme.orders or acme.*.")
        Optional<String> source();

        /// The `account` of the events, 12 digits. Recommended. Default: any account that may publish on the
        /// bus.
        Optional<@Pattern(regexp = "\\d{12}", message = "Invalid AWS account \"<value>\". Use 12 digits.") String>
                account();

        /// Some of `workflow` (registers), `worker` (answers, also through the `match` of a route), `status`
        /// (reports ends of executions).
        @RequiredValue("Use some of workflow, worker and status.")
        Optional<List<Role>> roles();

        /// Service names; `*` for all. Required for `workflow` and `worker`.
        Optional<List<String>> services();

        /// Operation names or service.operation; `*` for all.
        @WithDefault("*")
        List<String> operations();

        /// State machine ARNs for registrations and ended executions; `*` for all, including registrations
        /// without executionArn.
        @WithDefault("*")
        List<StateMachineArn> stateMachines();

        /// The tenant of the callbacks that the events refer to. Default: `taskgate.tenant`.
        Optional<Tenant> tenant();

        /// Whether the source may answer by callback ID without the signature of the callback links.
        @WithDefault("false")
        boolean unsignedAnswers();
    }

    /// The roles of an event source.
    enum Role {
        WORKFLOW,
        WORKER,
        STATUS
    }
}
