package io.taskgate.route.config;

import io.smallrye.config.WithDefault;
import io.taskgate.payload.ByteSize;
import io.taskgate.payload.boundary.OverBudgetAction;
import io.taskgate.payload.boundary.ResultPath;
import io.taskgate.payload.shape.Shape;
import io.taskgate.route.AnswerChannel;
import io.taskgate.route.OutcomeMapping;
import io.taskgate.route.Webhook;
import io.taskgate.settings.RequiredValue;
import io.taskgate.settings.ValueRange;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An operation of a service: `taskgate.services.<service>.operations.<operation>`.
public interface OperationConfig {

    /// The maximum time between heartbeats. The `heartbeatSeconds` of a registration has priority.
    Optional<@ValueRange(min = "1s") Duration> heartbeat();

    /// The maximum duration of the work. The `timeoutSeconds` of a registration has priority.
    Optional<@ValueRange(min = "1s") Duration> timeout();

    /// The request of a callback. Required, unless the operation has `call`.
    Optional<Request> request();

    /// The boundary of the result.
    Optional<Result> result();

    /// Events of services that answer the route.
    Optional<Match> match();

    /// The webhook of a provider that answers the route.
    Optional<Signature> webhook();

    /// The polling of a service that can't call back.
    Optional<Probe> probe();

    /// The request to the service when a task is closed.
    Optional<Cancel> cancel();

    /// A synchronous call in place of a callback.
    Optional<CallConfig> call();

    /// The boundary of the response of a call. Default: `result`.
    Optional<Result> response();

    /// The request of a callback.
    interface Request {

        /// How the request is sent: published to EventBridge, or sent to the service.
        @RequiredValue("The route has no target. Set it to event or http.")
        Optional<Via> via();

        /// For `event`: the bus.
        @WithDefault("default")
        String bus();

        /// For `event`: the `detail-type`.
        @WithDefault("Task Requested")
        String detailType();

        /// For `http`: the path after the URL of the service, beginning with `/`. Default: none.
        Optional<String> path();

        /// For `http`: the method.
        @WithDefault("POST")
        BodyMethod method();

        /// The shape of the request. Default: the input unchanged.
        Optional<Shape> shape();

        /// The budget of the request, of compact UTF-8 JSON; at least 2 KiB.
        @WithDefault("200KiB")
        ByteSize budget();

        /// The part of the 262,144 B of a state that is kept free.
        @WithDefault("8KiB")
        ByteSize headroom();

        /// The action for a request above the budget.
        @WithDefault("check-in")
        OverBudgetAction overBudget();

        /// The hard limit: a larger request is not even checked in. At least the budget.
        Optional<ByteSize> limit();

        /// The action for a request above `limit`. Default: `reject`. Requires `limit`.
        Optional<OverLimit> overLimit();

        /// The summary of a request that is checked in.
        Optional<Summary> summary();
    }

    /// The boundary of a result or a response.
    interface Result {

        /// The shape of the result. Default: the result unchanged.
        Optional<Shape> shape();

        /// The budget of the result, of compact UTF-8 JSON; at least 2 KiB.
        @WithDefault("200KiB")
        ByteSize budget();

        /// The part of the 262,144 B of a state that is kept free; `input` for the size of the registered input.
        @WithDefault("8KiB")
        ResultHeadroom headroom();

        /// The `ResultPath` of the state, or `none`, which discards the result. Default: `$`.
        Optional<ResultPath> resultPath();

        /// The action for a result above the budget.
        @WithDefault("check-in")
        OverBudgetAction overBudget();

        /// The hard limit: a larger result is not even checked in. At least the budget.
        Optional<ByteSize> limit();

        /// The action for a result above `limit`. Default: `reject`. Requires `limit`.
        Optional<OverLimit> overLimit();

        /// The summary of a result that is checked in.
        Optional<Summary> summary();
    }

    /// The summary of a payload that is checked in.
    interface Summary {
        /// The shape of the summary. Default: the built-in summary.
        @RequiredValue("Set the shape of the summary in a reference.")
        Optional<Shape> shape();
    }

    /// Selects and reads events of services.
    interface Match {

        /// An EventBridge pattern. Required, unless the operation has `webhook`.
        Optional<CorrelationPattern> pattern();

        /// The correlation key, as a path or in JSONata.
        @RequiredValue("Set the path of the correlation key in the event, for example $.detail.orderId.")
        Optional<DocumentExpression> key();

        /// The status word of the service, as a path or in JSONata.
        @WithDefault("success")
        DocumentExpression outcome();

        /// The meaning of each status word.
        Map<String, OutcomeMapping.Outcome> outcomes();

        /// The error name of a failure. Default: the status word.
        Optional<DocumentExpression> error();

        /// The cause of a failure. Default: none.
        Optional<DocumentExpression> cause();

        /// The result of a success.
        @WithDefault("$.detail")
        DocumentExpression result();

        /// The progress of a heartbeat. Default: none.
        Optional<DocumentExpression> progress();
    }

    /// Authenticates the webhook of a provider.
    interface Signature {

        /// The signature scheme of the provider.
        @RequiredValue("Use github, stripe, standard or hmac.")
        Optional<Webhook.Scheme> scheme();

        /// The signing secret as issued by the provider, at least 16 bytes, or `kms:` followed by the base64 of its
        /// KMS ciphertext.
        @RequiredValue("Set the signing secret of the provider.")
        Optional<String> secret();

        /// A second accepted secret, for a rotation.
        Optional<String> previousSecret();

        /// The header of the signature. Default: that of the scheme.
        Optional<String> header();

        /// Other channels that may answer the route. Default: none.
        Optional<List<AnswerChannel>> alsoAnsweredBy();

        /// The maximum age of a signed time.
        @WithDefault("5m")
        @ValueRange(min = "1s")
        Duration tolerance();
    }

    /// Polls a service that can't call back.
    interface Probe {

        /// The path of the status page after the URL of the service, with `{correlationKey}`, `{callbackId}` and
        /// `{requestId}`.
        @RequiredValue("Set the path at the service, for example /jobs/{correlationKey}.")
        Optional<String> path();

        /// The interval of the polls; at most half of `heartbeat`.
        @WithDefault("30s")
        @ValueRange(min = "1s")
        Duration interval();

        /// The maximum interval while the service does not answer. Default: eight times `interval`.
        Optional<@ValueRange(min = "1s") Duration> maxInterval();

        /// The status word of the service, as a path or in JSONata.
        @RequiredValue("Set the path of the work status in the document, for example $.status.")
        Optional<DocumentExpression> outcome();

        /// The meaning of each status word.
        Map<String, OutcomeMapping.Outcome> outcomes();

        /// The error name of a failure. Default: the status word.
        Optional<DocumentExpression> error();

        /// The cause of a failure. Default: none.
        Optional<DocumentExpression> cause();

        /// The result of a success.
        @WithDefault("$")
        DocumentExpression result();

        /// The progress of a heartbeat. Default: none.
        Optional<DocumentExpression> progress();
    }

    /// The request to the service when a task is closed.
    interface Cancel {

        /// The path after the URL of the service, with `{correlationKey}`, `{callbackId}` and `{requestId}`.
        @RequiredValue("Set the path at the service, for example /jobs/{correlationKey}.")
        Optional<String> path();

        /// The method.
        @WithDefault("POST")
        CancelMethod method();
    }

    /// The ways of a request.
    enum Via {
        EVENT,
        HTTP
    }

    /// The actions above a hard limit.
    enum OverLimit {
        REJECT,
        FAIL
    }

    /// HTTP methods with a body.
    enum BodyMethod {
        POST,
        PUT,
        PATCH
    }

    /// HTTP methods that can cancel work.
    enum CancelMethod {
        POST,
        PUT,
        PATCH,
        DELETE
    }
}
