package io.taskgate.standin;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The loopback ports of the stand-ins; 0 selects a free port.
public record Ports(int front, int dynamodb, int s3, int sqs) {

    public static final Ports DEFAULT = new Ports(4566, 8000, 9090, 9324);
    public static final Ports FREE = new Ports(0, 0, 0, 0);

    /// Parses `front=4566,sqs=9324`; unnamed parts keep their defaults.
    public static Ports parse(String text) {
        Map<String, Integer> given = Stream.of(text.split(","))
                .map(part -> part.trim().split("=", 2))
                .collect(Collectors.toMap(part -> part[0], Ports::number));
        Ports ports = new Ports(
                given.getOrDefault("front", DEFAULT.front),
                given.getOrDefault("dynamodb", DEFAULT.dynamodb),
                given.getOrDefault("s3", DEFAULT.s3),
                given.getOrDefault("sqs", DEFAULT.sqs));
        given.keySet().stream()
                .filter(name -> !name.matches("front|dynamodb|s3|sqs"))
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException(
                            "Unknown part '" + name + "' in --ports. Use front, dynamodb, s3 or sqs.");
                });
        return ports;
    }

    private static int number(String[] part) {
        if (part.length == 2 && part[1].matches("\\d{1,5}") && Integer.parseInt(part[1]) < 65_536) {
            return Integer.parseInt(part[1]);
        }
        throw new IllegalArgumentException("Invalid value '" + String.join("=", part)
                + "' of --ports. Use name=port pairs, for example front=4566.");
    }
}
