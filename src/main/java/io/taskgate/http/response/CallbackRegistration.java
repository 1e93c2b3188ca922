package io.taskgate.http.response;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.taskgate.callback.link.LinkSigner;
import io.taskgate.callback.model.Callback;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// The response to a registration: the callback, and what its worker needs.
public final class CallbackRegistration extends CallbackSummary {

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(description = "Present and true if a newer token of the same work is registered: nothing was done")
    public final @Nullable Boolean superseded;

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(description = "The signed links of the worker; absent if superseded")
    public final @Nullable CallbackLinks links;

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(description = "The request at its boundary; absent if superseded")
    public final @Nullable RequestSizes request;

    private CallbackRegistration(
            Callback callback,
            @Nullable Boolean superseded,
            @Nullable CallbackLinks links,
            @Nullable RequestSizes request) {
        super(callback);
        this.superseded = superseded;
        this.links = links;
        this.request = request;
    }

    /// The signed links of a worker: each takes a POST without another credential.
    public record CallbackLinks(
            @Schema(required = true) String success,
            @Schema(required = true) String failure,
            @Schema(required = true) String heartbeat) {}

    static CallbackRegistration accepted(Callback callback, LinkSigner.CallbackLinkSet links) {
        CallbackLinks urls = new CallbackLinks(links.success(), links.failure(), links.heartbeat());
        return new CallbackRegistration(callback, null, urls, RequestSizes.of(callback.task()));
    }

    static CallbackRegistration superseded(Callback current) {
        return new CallbackRegistration(current, true, null, null);
    }
}
