package io.taskgate.event;

import io.taskgate.event.format.EventPrincipal;
import io.taskgate.route.Route;
import org.jspecify.annotations.Nullable;

/// The principal of a webhook call with a valid signature. It may answer its own route only.
record WebhookPrincipal(Route route, String tenant) implements EventPrincipal {

    @Override
    public String principal() {
        return "webhook:" + route.name();
    }

    @Override
    public boolean mayAnswer(String service, String operation) {
        return route.service().equals(service) && route.operation().equals(operation);
    }

    @Override
    public boolean mayRegister(String service, String operation, @Nullable String executionArn) {
        return false;
    }

    @Override
    public boolean mayAnswerUnsigned() {
        return false;
    }

    @Override
    public boolean mayReportStatus(String executionArn) {
        return false;
    }

    @Override
    public boolean isFromQueue() {
        return false;
    }
}
