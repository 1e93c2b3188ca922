package io.taskgate.settings;

import io.taskgate.payload.ByteSize;
import io.taskgate.payload.InvalidDefinitionException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.spi.Converter;

/// The converters of settings. The message of each is a sentence with the value and the correction.
public final class ValueConverters {

    static final String NO_URL = "Invalid URL \"%s\". Use http://host:port or https://host.";

    /// A type and its converter.
    public record OfType<T>(Class<T> type, Converter<T> converter) {}

    private ValueConverters() {}

    /// The converters of the types that every package uses.
    public static List<OfType<?>> common() {
        return List.of(
                of(ByteSize.class, ByteSize::parse),
                of(Duration.class, DurationFormat::parse),
                of(URI.class, ValueConverters::url),
                of(LocalDate.class, ValueConverters::date),
                of(Instant.class, ValueConverters::instant),
                of(Integer.class, text -> parsed(text, Integer::valueOf, "an integer")),
                of(Long.class, text -> parsed(text, Long::valueOf, "an integer")),
                of(Double.class, text -> parsed(text, Double::valueOf, "a number")),
                of(Boolean.class, ValueConverters::flag));
    }

    /// @param parse throws [InvalidDefinitionException] with the correction
    public static <T> OfType<T> of(Class<T> type, Function<String, T> parse) {
        return new OfType<>(type, text -> {
            try {
                // SmallRye Config converts an empty text where an optional setting is missing.
                return text.isBlank() ? null : parse.apply(text.strip());
            } catch (InvalidDefinitionException e) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
        });
    }

    /// Converts the constants of an enum: `check-in` is `CHECK_IN`.
    public static <E extends Enum<E>> OfType<E> words(Class<E> type) {
        return constants(
                type, constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    /// Converts the constants of an enum that are written as in the code, such as HTTP methods.
    public static <E extends Enum<E>> OfType<E> names(Class<E> type) {
        return constants(type, Enum::name);
    }

    private static <E extends Enum<E>> OfType<E> constants(Class<E> type, Function<E, String> word) {
        List<E> constants = List.of(type.getEnumConstants());
        return of(
                type,
                text -> constants.stream()
                        .filter(constant -> word.apply(constant).equalsIgnoreCase(text))
                        .findFirst()
                        .orElseThrow(() -> new InvalidDefinitionException("Unknown value \"" + text + "\". Use "
                                + choice(constants.stream().map(word).toList()) + ".")));
    }

    /// Returns `a, b or c`.
    public static String choice(List<String> words) {
        return words.size() < 2
                ? String.join("", words)
                : words.stream().limit(words.size() - 1L).collect(Collectors.joining(", ")) + " or " + words.getLast();
    }

    private static <T> T parsed(String text, Function<String, T> parse, String kind) {
        try {
            return parse.apply(text);
        } catch (NumberFormatException e) {
            throw new InvalidDefinitionException("Invalid value \"" + text + "\". Expected " + kind + ".");
        }
    }

    private static URI url(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidDefinitionException(NO_URL.formatted(text));
        }
    }

    private static LocalDate date(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw new InvalidDefinitionException(
                    "Invalid date \"" + text + "\". Use year, month and day, for example 2026-11-24.");
        }
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new InvalidDefinitionException(
                    "Invalid time \"" + text + "\". Use ISO 8601 in quotes, for example \"2027-01-31T00:00:00Z\".");
        }
    }

    private static boolean flag(String text) {
        if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
            return Boolean.parseBoolean(text);
        }
        throw new InvalidDefinitionException("Invalid value \"" + text + "\". Expected true or false.");
    }
}
