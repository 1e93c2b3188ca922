package io.taskgate.call;

import io.taskgate.call.transport.AttemptFailedException;
import io.taskgate.call.transport.CallFailureMapper;
import io.taskgate.call.transport.ServiceRequest;
import io.taskgate.call.transport.ServiceRequestSender;
import io.taskgate.callback.probe.StatusPageClient;
import io.taskgate.payload.json.Json;
import io.taskgate.route.Target;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/// Reads status pages over HTTP with the credentials of the service: JSON of at most 1 MiB, complete within
/// five seconds.
@Singleton
final class HttpStatusPageClient implements StatusPageClient {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final long MAX_BYTES = 1024 * 1024;
    private static final int OK = 200;

    private final ServiceRequestSender sender;
    private final CallMetrics meters;

    HttpStatusPageClient(ServiceRequestSender sender, CallMetrics meters) {
        this.sender = sender;
        this.meters = meters;
    }

    @Override
    public Page fetch(Target.Http page) {
        return meters.measure(page.service(), () -> shown(page));
    }

    private Page shown(Target.Http page) {
        try {
            return page(sender.send(
                    page.service(),
                    ServiceRequest.status(page.url()),
                    TIMEOUT,
                    BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BYTES)));
        } catch (AttemptFailedException e) {
            return new Page.Unavailable(CallFailureMapper.describe(e.failure()));
        }
    }

    private static Page page(HttpResponse<byte[]> answer) {
        if (answer.statusCode() != OK) {
            return new Page.Unavailable("The service returned " + answer.statusCode() + ".");
        }
        try {
            return new Page.Found(Json.parse(answer.body()));
        } catch (IOException e) {
            return new Page.Unavailable("The status page is not valid JSON: " + e.getMessage() + ".");
        }
    }
}
