package io.taskgate.route.config;

import io.smallrye.config.WithDefault;
import io.taskgate.payload.ByteSize;
import io.taskgate.payload.boundary.OverBudgetAction;
import io.taskgate.payload.jsonpath.AslPath;
import io.taskgate.payload.shape.Shape;
import io.taskgate.route.PlaceholderTemplate;
import io.taskgate.settings.RequiredValue;
import io.taskgate.settings.ValueRange;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// A synchronous call: `taskgate.services.<service>.operations.<operation>.call`.
public interface CallConfig {

    /// The method.
    @WithDefault("POST")
    Method method();

    /// The path after the URL of the service, with placeholders `{name}` and `{$.path}`. Default: none.
    Optional<PlaceholderTemplate> path();

    /// Headers by name, with placeholders as in `path`.
    Map<String, PlaceholderTemplate> headers();

    /// The timeout of each attempt; at most `5m`. For longer work use a callback.
    @WithDefault("5s")
    @ValueRange(min = "1s", max = "5m", hint = "For longer work use a callback: set request instead of call.")
    Duration timeout();

    /// The number of attempts after the first; at most 10.
    @WithDefault("0")
    @ValueRange(min = "0", max = "10")
    int retries();

    /// The maximum number of concurrent calls of this process.
    @WithDefault("64")
    @ValueRange(min = "1", max = "100000")
    int concurrency();

    /// The maximum size of a response before it is shaped.
    @WithDefault("64MiB")
    ByteSize maxResponseSize();

    /// The circuit breaker.
    CircuitBreaker circuitBreaker();

    /// The error names of failures.
    Errors errors();

    /// A job that the service accepts with 202.
    Optional<Accepted> accepted();

    /// The shape of the request. Default: the input unchanged.
    Optional<Shape> shape();

    /// The budget of the request.
    @WithDefault("262144")
    ByteSize budget();

    /// The action for a request above the budget.
    @WithDefault("reject")
    OverBudgetAction overBudget();

    /// The hard limit of the request: a larger one is not even checked in. At least the budget.
    Optional<ByteSize> limit();

    /// The action for a request above `limit`. Default: `reject`. Requires `limit`.
    Optional<OperationConfig.OverLimit> overLimit();

    /// The summary of a request that is checked in.
    Optional<OperationConfig.Summary> summary();

    /// The condition that opens the circuit.
    interface CircuitBreaker {

        /// The number of recent attempts over which the ratio is computed.
        @WithDefault("20")
        @ValueRange(min = "2", max = "10000")
        int requests();

        /// The ratio of failed attempts that opens the circuit.
        @WithDefault("0.5")
        @ValueRange(min = "0.01", max = "1")
        double failureRatio();

        /// The time until one trial attempt is allowed.
        @WithDefault("5s")
        @ValueRange(min = "1s")
        Duration delay();
    }

    /// Maps failures to error names for Catch and Retry.
    interface Errors {

        /// The path of the code in the body of a failure. Default: only the status counts.
        Optional<AslPath> code();

        /// Error names by code.
        Map<String, String> names();

        /// Error names by status: `409`, `4xx` or `5xx`.
        Map<String, String> status();
    }

    /// Locates the job in a 202 response.
    interface Accepted {

        /// The path of the job ID in the body.
        @RequiredValue("Set the path of the job ID in the body of a 202 response, for example $.jobId.")
        Optional<AslPath> job();

        /// The path of the job status, with the placeholder `{job}`. Default: the `Location` of the response.
        Optional<PlaceholderTemplate> status();
    }

    /// The methods of calls.
    enum Method {
        GET,
        POST,
        PUT,
        PATCH,
        DELETE
    }
}
