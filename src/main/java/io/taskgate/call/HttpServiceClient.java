package io.taskgate.call;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.call.transport.AttemptFailedException;
import io.taskgate.call.transport.CallAttempt;
import io.taskgate.call.transport.CallFailureMapper;
import io.taskgate.call.transport.ServiceRequest;
import io.taskgate.call.transport.ServiceRequestSender;
import io.taskgate.callback.dispatch.DispatchResult;
import io.taskgate.callback.dispatch.ServiceClient;
import io.taskgate.payload.json.Json;
import io.taskgate.route.Target;
import jakarta.inject.Singleton;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/// Dispatches requests to services over HTTP with the credentials of the service. Only the status of a
/// response counts: up to 64 KiB of its body are read to keep the connection usable, and discarded.
@Singleton
final class HttpServiceClient implements ServiceClient {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final long MAX_BYTES = 64 * 1024;

    private final ServiceRequestSender sender;

    HttpServiceClient(ServiceRequestSender sender) {
        this.sender = sender;
    }

    @Override
    public DispatchResult send(Target.Http target, String requestId, JsonNode body) {
        ServiceRequest request = ServiceRequest.work(target, requestId, Json.bytes(body));
        AtomicInteger head = new AtomicInteger();
        BodyHandler<Void> noted = info -> {
            head.set(info.statusCode());
            return BodySubscribers.discarding();
        };
        try {
            return toResult(sender.send(target.service(), request, TIMEOUT, BodyHandlers.limiting(noted, MAX_BYTES))
                    .statusCode());
        } catch (AttemptFailedException e) {
            return isAccepted(head.get())
                    ? new DispatchResult.Accepted()
                    : new DispatchResult.Retryable(CallFailureMapper.describe(e.failure()));
        }
    }

    private static boolean isAccepted(int status) {
        return status >= 200 && status < 300;
    }

    private static DispatchResult toResult(int status) {
        if (isAccepted(status)) {
            return new DispatchResult.Accepted();
        }
        return CallAttempt.isTransient(status)
                ? new DispatchResult.Retryable("The service returned " + status + ".")
                : new DispatchResult.Permanent("The service rejected the request with " + status + ".");
    }
}
