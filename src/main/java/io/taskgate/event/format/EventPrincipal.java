package io.taskgate.event.format;

import org.jspecify.annotations.Nullable;

/// The principal of an event, and what it may do.
public interface EventPrincipal {

    /// A name that stays when its secret changes: `key:orders`, `bus:orders`, `webhook:payments.capture`.
    String principal();

    /// Whose callbacks its events are about.
    String tenant();

    boolean mayAnswer(String service, String operation);

    boolean mayRegister(String service, String operation, @Nullable String executionArn);

    /// Whether it may answer by callback id without the signature of the callback's links.
    boolean mayAnswerUnsigned();

    /// Whether it may say that an execution has ended.
    boolean mayReportStatus(String executionArn);

    /// Whether the event came through EventBridge and the queue: then EventBridge vouches for its source and
    /// account, and nobody reads the result. Otherwise its sender wrote all of it, and must not learn which
    /// routes there are.
    boolean isFromQueue();
}
