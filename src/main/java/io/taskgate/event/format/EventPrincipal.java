package io.taskgate.event.format;

import org.jspecify.annotations.Nullable;

/// The principal of an event and its permissions.
public interface EventPrincipal {

    /// Returns a name that is independent of the secret: `key:orders`, `bus:orders`,
    /// `webhook:payments.capture`.
    String principal();

    /// Returns the tenant of the callbacks that its events refer to.
    String tenant();

    boolean mayAnswer(String service, String operation);

    boolean mayRegister(String service, String operation, @Nullable String executionArn);

    /// Returns whether it may answer by callback ID without the signature of the callback links.
    boolean mayAnswerUnsigned();

    /// Returns whether it may report that an execution has ended.
    boolean mayReportStatus(String executionArn);

    /// Returns whether the event came through EventBridge and the queue. EventBridge then guarantees its
    /// source and account, and there is no response. Otherwise the sender controls the whole event, and must
    /// not detect routes.
    boolean isFromQueue();
}
