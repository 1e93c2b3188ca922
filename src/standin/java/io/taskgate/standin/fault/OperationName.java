package io.taskgate.standin.fault;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// An operation of a service, as named by the AWS SDK: `dynamodb:PutItem`.
public record OperationName(Service service, String operation) {

    public static final OperationName PUT_EVENTS = new OperationName(Service.EVENTS, "PutEvents");

    /// Not a call: the delivery of an event to a target.
    public static final OperationName DELIVERY = new OperationName(Service.EVENTS, "Deliver");

    public enum Service {
        STATES("states"),
        EVENTS("events"),
        DYNAMODB("dynamodb"),
        S3("s3"),
        SQS("sqs"),
        STS("sts");

        private final String written;

        Service(String written) {
            this.written = written;
        }

        String written() {
            return written;
        }
    }

    private static final Map<String, Pattern> PATTERNS = new ConcurrentHashMap<>();

    /// @param pattern `*` matches any letters; without a service before a colon, any service matches
    public boolean fits(String pattern) {
        String full = pattern.contains(":") ? pattern : "*:" + pattern;
        return PATTERNS.computeIfAbsent(full, OperationName::compiled)
                .matcher(this.toString())
                .matches();
    }

    private static Pattern compiled(String pattern) {
        return Pattern.compile(
                Stream.of(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
    }

    @Override
    public String toString() {
        return service.written() + ":" + operation;
    }
}
