package io.taskgate.event.source;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Events in.
@ConfigMapping(prefix = "taskgate.events")
public interface EventConfig {

    /// The SQS queue that the EventBridge rule feeds, by name or URL. None: no events are taken in.
    Optional<String> queue();

    /// Grants for events from the queue, by a name of your choice. An event that fits none is refused.
    Map<String, Source> sources();

    /// One source of events and its grant.
    interface Source {
        /// The event's `source` as EventBridge has it; a `*` at its end stands for any rest. Required.
        Optional<String> source();

        /// The event's `account`, 12 digits: recommended. None: of any account that may publish on the bus.
        Optional<String> account();

        /// Some of `workflow` (registers), `worker` (answers, also by a route's `match`), `status` (reports
        /// ends of executions). Required.
        Optional<List<String>> roles();

        /// Services by name; `*` for all. Required for `workflow` and `worker`.
        Optional<List<String>> services();

        /// Operations by name or as service.operation; `*` for all.
        @WithDefault("*")
        List<String> operations();

        /// State machines by ARN, of registrations and of executions that have ended; `*` for all, and for
        /// registrations that give no executionArn.
        @WithDefault("*")
        List<String> stateMachines();

        /// Whose callbacks its events are about. None: those of `taskgate.tenant`.
        Optional<String> tenant();

        /// Whether it may answer by callback id without the signature of the callback's links.
        @WithDefault("false")
        boolean unsignedAnswers();
    }
}
