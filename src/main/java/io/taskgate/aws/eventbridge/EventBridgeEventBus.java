package io.taskgate.aws.eventbridge;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.aws.client.AwsConfig;
import io.taskgate.aws.client.AwsErrors;
import io.taskgate.callback.dispatch.DispatchResult;
import io.taskgate.callback.dispatch.EventBus;
import io.taskgate.payload.json.Json;
import io.taskgate.route.Target;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;
import software.amazon.awssdk.services.eventbridge.model.ResourceNotFoundException;

/// Publishes to EventBridge with the source `taskgate`. An entry can fail although the call succeeds, so that
/// the error code of the entry is checked. (PutEvents, EventBridge API reference.)
@Singleton
final class EventBridgeEventBus implements EventBus {

    private static final String SOURCE = "taskgate";

    private final EventBridgeClient client;
    private final long maxEntry;

    EventBridgeEventBus(EventBridgeClient client, AwsConfig settings) {
        this.client = client;
        this.maxEntry = settings.events().maxEntrySize().bytes();
    }

    @Override
    public DispatchResult publish(Target.Event target, JsonNode detail) {
        byte[] json = Json.bytes(detail);
        // The size of an entry includes detail, source and detail-type.
        long size = (long) json.length + SOURCE.length() + target.detailType().getBytes(StandardCharsets.UTF_8).length;
        if (size > maxEntry) {
            return new DispatchResult.Permanent("The event has " + size + " B and exceeds the EventBridge limit of "
                    + maxEntry + " B. Lower the request budget of the route.");
        }
        PutEventsRequestEntry entry = PutEventsRequestEntry.builder()
                .eventBusName(target.bus())
                .source(SOURCE)
                .detailType(target.detailType())
                .detail(new String(json, StandardCharsets.UTF_8))
                .build();
        try {
            return delivery(
                    client.putEvents(put -> put.entries(entry)).entries().getFirst());
        } catch (ResourceNotFoundException e) {
            return new DispatchResult.Permanent("The event bus " + target.bus() + " does not exist.");
        } catch (SdkException e) {
            return new DispatchResult.Retryable(AwsErrors.describe(e));
        }
    }

    private static DispatchResult delivery(PutEventsResultEntry result) {
        String code = result.errorCode();
        if (code == null) {
            return new DispatchResult.Accepted();
        }
        boolean passing = code.contains("Throttl") || code.contains("Internal") || code.contains("Unavailable");
        return passing
                ? new DispatchResult.EntryFailed("EventBridge failed the entry with " + code + ".")
                : new DispatchResult.Permanent("EventBridge rejected the entry with " + code + ".");
    }
}
