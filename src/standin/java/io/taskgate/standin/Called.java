package io.taskgate.standin;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One operation of one service, as AWS's SDK names it: `dynamodb:PutItem`.
record Called(Service service, String operation) {

    static final Called PUT_EVENTS = new Called(Service.EVENTS, "PutEvents");

    /// Not a call: an event on its way to a target.
    static final Called DELIVERY = new Called(Service.EVENTS, "Deliver");

    enum Service {
        STATES("states"),
        EVENTS("events"),
        DYNAMODB("dynamodb"),
        S3("s3"),
        SQS("sqs");

        private final String written;

        Service(String written) {
            this.written = written;
        }

        String written() {
            return written;
        }
    }

    private static final Map<String, Pattern> PATTERNS = new ConcurrentHashMap<>();

    /// @param pattern `*` stands for any letters; without a service before a colon, any is meant
    boolean fits(String pattern) {
        String full = pattern.contains(":") ? pattern : "*:" + pattern;
        return PATTERNS.computeIfAbsent(full, Called::compiled)
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
