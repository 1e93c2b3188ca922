package io.taskgate.http.console;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.payload.boundary.Boundary;
import io.taskgate.payload.boundary.Budget;
import io.taskgate.payload.boundary.HardLimit;
import io.taskgate.payload.boundary.Headroom;
import io.taskgate.payload.boundary.OverBudgetAction;
import io.taskgate.route.AnswerChannel;
import io.taskgate.route.EventCorrelation;
import io.taskgate.route.Route;
import io.taskgate.route.StatusProbe;
import io.taskgate.route.Target;
import io.taskgate.route.Webhook;
import io.taskgate.route.WorkRequestTemplate;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A route as configured. Holds no credentials, no headers and no query of a URL.
///
/// @param heartbeat    the longest time between two heartbeats, in ISO 8601; absent if none is required
/// @param timeout      the time to wait for an answer, in ISO 8601; absent for the time-out of Step Functions
/// @param eventPattern the EventBridge pattern of the events that answer; absent if none do
@Schema(name = "Route")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RouteDocument(
        @Schema(required = true, examples = "orders") String service,
        @Schema(required = true, examples = "approve") String operation,
        @Schema(required = true) RouteTarget target,
        @Schema(required = true) RouteBoundary request,
        @Schema(required = true) RouteBoundary result,
        @Schema(examples = "PT30S") @Nullable String heartbeat,
        @Schema(examples = "PT1H") @Nullable String timeout,
        @Nullable String eventPattern,
        @Nullable RouteWebhook webhook,
        @Nullable RouteProbe probe,

        @Schema(description = "Is called when the task is closed") @Nullable RouteTarget cancel) {

    static RouteDocument of(Route route) {
        EventCorrelation match = route.ways().match();
        return new RouteDocument(
                route.service(),
                route.operation(),
                RouteTarget.of(route.target()),
                RouteBoundary.of(route.request()),
                RouteBoundary.of(responseBoundary(route)),
                text(route.heartbeat()),
                text(route.timeout()),
                match == null ? null : match.pattern(),
                RouteWebhook.of(route.ways().webhook()),
                RouteProbe.of(route.ways().probe()),
                RouteTarget.of(route.ways().cancel()));
    }

    private static Boundary responseBoundary(Route route) {
        return route.target() instanceof Target.Call(var plan) ? plan.response() : route.result();
    }

    private static @Nullable String text(@Nullable Duration duration) {
        return duration == null ? null : duration.toString();
    }

    /// Cuts the parts of a URL that can hold a secret: the user and the query.
    private static String withoutSecrets(String url) {
        return url.replaceFirst("//[^/?#]*@", "//").replaceFirst("[?#].*", "");
    }

    /// The kinds of targets.
    public enum TargetKind {
        EVENT,
        HTTP,
        CALL,
        INTERNAL
    }

    /// The target of a request.
    ///
    /// @param bus            of an event
    /// @param attemptTimeout of a call, in ISO 8601: the time limit of one attempt
    /// @param retries        of a call: the attempts after the first
    /// @param concurrency    of a call: the most at once in one process
    @Schema(name = "RouteTarget")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record RouteTarget(
            @Schema(required = true) TargetKind kind,
            @Nullable String bus,
            @Nullable String detailType,
            @Nullable String method,

            @Schema(description = "Without its query") @Nullable String url,

            @Nullable String attemptTimeout,
            @Nullable Integer retries,
            @Nullable Integer concurrency) {

        static RouteTarget of(Target target) {
            return switch (target) {
                case Target.Event(String bus, String detailType) ->
                    new RouteTarget(TargetKind.EVENT, bus, detailType, null, null, null, null, null);
                case Target.Http http -> http(http.method(), http.url().toString());
                case Target.Call(var plan) ->
                    new RouteTarget(
                            TargetKind.CALL,
                            null,
                            null,
                            plan.method(),
                            withoutSecrets(plan.service().url() + plan.path().toString()),
                            plan.timeout().toString(),
                            plan.retries(),
                            plan.concurrency());
                case Target.Internal _ ->
                    new RouteTarget(TargetKind.INTERNAL, null, null, null, null, null, null, null);
            };
        }

        static @Nullable RouteTarget of(@Nullable WorkRequestTemplate request) {
            return request == null ? null : http(request.method(), request.url().toString());
        }

        private static RouteTarget http(String method, String url) {
            return new RouteTarget(TargetKind.HTTP, null, null, method, withoutSecrets(url), null, null, null);
        }
    }

    /// The shape and the budget of one direction.
    ///
    /// @param shape    as configured, in the terms of ASL; absent if the payload is not changed
    /// @param budget   in bytes of JSON
    /// @param headroom in bytes, reserved for the data that the payload is merged into; absent if it is the size of
    ///     the registered input
    /// @param limit    in bytes, from which on a payload is not even checked in; absent for the gateway's own
    @Schema(name = "RouteBoundary")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record RouteBoundary(
            @Nullable JsonNode shape,

            @Schema(required = true) long budget,
            @Nullable Long headroom,
            @Schema(required = true) OverBudgetAction overBudget,
            @Nullable Long limit) {

        static RouteBoundary of(Boundary boundary) {
            Budget budget = boundary.budget();
            HardLimit limit = budget.limit();
            JsonNode shape = boundary.shape().definition();
            return new RouteBoundary(
                    shape.isEmpty() ? null : shape,
                    budget.bytes(),
                    budget.headroom() instanceof Headroom.Fixed(long bytes, var _) ? bytes : null,
                    budget.overBudget(),
                    limit == null ? null : limit.bytes());
        }
    }

    /// The webhook of a provider, without its secrets.
    ///
    /// @param alsoAnsweredBy the other channels of its answers
    @Schema(name = "RouteWebhook")
    public record RouteWebhook(
            @Schema(required = true) Webhook.Scheme scheme,
            @Schema(required = true) String header,
            @Schema(required = true) List<AnswerChannel> alsoAnsweredBy) {

        static @Nullable RouteWebhook of(@Nullable Webhook webhook) {
            return webhook == null
                    ? null
                    : new RouteWebhook(
                            webhook.scheme(),
                            webhook.header(),
                            webhook.alsoAnsweredBy().stream().sorted().toList());
        }
    }

    /// The polling of a status page.
    ///
    /// @param interval in ISO 8601
    @Schema(name = "RouteProbe")
    public record RouteProbe(
            @Schema(required = true) RouteTarget status,
            @Schema(required = true, examples = "PT30S") String interval) {

        static @Nullable RouteProbe of(@Nullable StatusProbe probe) {
            return probe == null
                    ? null
                    : new RouteProbe(
                            RouteTarget.http(
                                    probe.status().method(),
                                    probe.status().url().toString()),
                            probe.interval().toString());
        }
    }
}
