package io.taskgate.payload.jsonata;

import io.taskgate.payload.EvaluationException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Validates the arguments of the number and date functions of the library, which pads to any width, compiles
/// a picture to a regular expression that can't be stopped, and computes with any number of digits.
final class PictureStringValidator {

    private static final int MAX_PICTURE = 256;
    private static final int MAX_WIDTH = 64;
    private static final int MAX_TEXT = 1_000;
    private static final int MAX_DATE = 64;

    /// The maximum date of JavaScript.
    private static final double MAX_MILLIS = 8.64e15;

    /// In Roman numerals, each thousand is one letter.
    private static final double MAX_ROMAN = 100_000;

    /// A double has at most this many digits on either side of its decimal point.
    private static final double MAX_PRECISION = 1_100;

    private static final double MIN_PRECISION = -400;

    private static final Pattern MARKER = Pattern.compile("\\[([^\\]]*)\\]");
    private static final Pattern NUMBER = Pattern.compile("\\d++");

    /// The components of a date that are parsed with a maximum number of digits.
    private static final String BOUNDED = "YMDHhms";

    private static final int MAX_UNBOUNDED = 4;

    private PictureStringValidator() {}

    /// @param arguments are changed if another value gives the same result
    static void check(String name, List<@Nullable Object> arguments) {
        switch (name) {
            case "formatNumber", "formatBase" -> picture(name, text(arguments, 1));
            case "formatInteger" -> integer(arguments);
            case "parseInteger" -> {
                picture(name, text(arguments, 1));
                shortText(name, text(arguments, 0), MAX_TEXT);
            }
            case "number" -> shortText(name, text(arguments, 0), MAX_TEXT);
            case "round" -> {
                if (arguments.size() > 1 && arguments.get(1) instanceof Number precision) {
                    arguments.set(1, (int) Math.clamp(precision.doubleValue(), MIN_PRECISION, MAX_PRECISION));
                }
            }
            case "toMillis" -> {
                shortText(name, text(arguments, 0), MAX_DATE);
                date(name, text(arguments, 1));
                readable(text(arguments, 1));
            }
            case "fromMillis" -> {
                if (number(arguments) > MAX_MILLIS) {
                    throw EvaluationException.query("$fromMillis: The first argument is not a valid time.");
                }
                date(name, text(arguments, 1));
                shortText(name, text(arguments, 2), MAX_DATE);
            }
            case "now" -> {
                date(name, text(arguments, 0));
                shortText(name, text(arguments, 1), MAX_DATE);
            }
            default -> {}
        }
    }

    private static void integer(List<@Nullable Object> arguments) {
        String picture = text(arguments, 1);
        picture("formatInteger", picture);
        if (picture != null
                && picture.toLowerCase(java.util.Locale.ROOT).startsWith("i")
                && number(arguments) > MAX_ROMAN) {
            throw EvaluationException.query("$formatInteger: The first argument is too large for Roman numerals.");
        }
    }

    private static void date(String name, @Nullable String picture) {
        picture(name, picture);
        if (picture == null) {
            return;
        }
        Matcher marker = MARKER.matcher(picture);
        while (marker.find()) {
            String width = marker.group(1).substring(marker.group(1).lastIndexOf(',') + 1);
            if (width.length() < marker.group(1).length()) {
                width(name, width);
            }
        }
    }

    private static void width(String name, String text) {
        Matcher number = NUMBER.matcher(text);
        while (number.find()) {
            if (number.end() - number.start() > 3 || Integer.parseInt(number.group()) > MAX_WIDTH) {
                throw EvaluationException.query("$" + name + ": The width must not exceed " + MAX_WIDTH + ".");
            }
        }
    }

    /// The picture becomes a regular expression: adjacent components of any length are tried in all
    /// combinations.
    private static void readable(@Nullable String picture) {
        if (picture == null) {
            return;
        }
        Set<Character> parts = new HashSet<>();
        int unbounded = 0;
        Matcher marker = MARKER.matcher(picture);
        while (marker.find()) {
            String part = marker.group(1).strip();
            if (part.isEmpty()) {
                continue;
            }
            if (!parts.add(part.charAt(0))) {
                throw EvaluationException.query("$toMillis: The picture contains a date component twice.");
            }
            boolean digits =
                    part.length() == 1 || Character.isDigit(part.charAt(1)) || "#,".indexOf(part.charAt(1)) >= 0;
            if (BOUNDED.indexOf(part.charAt(0)) < 0 || !digits) {
                unbounded++;
            }
        }
        if (unbounded > MAX_UNBOUNDED) {
            throw EvaluationException.query(
                    "$toMillis: The picture has more than " + MAX_UNBOUNDED + " components of any length.");
        }
    }

    private static void picture(String name, @Nullable String picture) {
        if (picture != null && picture.length() > MAX_PICTURE) {
            throw EvaluationException.query("$" + name + ": The picture exceeds " + MAX_PICTURE + " characters.");
        }
        if (picture != null && longestDigits(picture) > MAX_WIDTH) {
            throw EvaluationException.query("$" + name + ": The width must not exceed " + MAX_WIDTH + ".");
        }
    }

    private static int longestDigits(String picture) {
        int longest = 0;
        int run = 0;
        for (int i = 0; i < picture.length(); i++) {
            run = Character.isDigit(picture.charAt(i)) || picture.charAt(i) == '#' ? run + 1 : 0;
            longest = Math.max(longest, run);
        }
        return longest;
    }

    private static void shortText(String name, @Nullable String text, int most) {
        if (text != null && text.length() > most) {
            throw EvaluationException.query("$" + name + ": The text exceeds " + most + " characters.");
        }
    }

    private static double number(List<?> arguments) {
        return !arguments.isEmpty() && arguments.getFirst() instanceof Number number
                ? Math.abs(number.doubleValue())
                : 0;
    }

    private static @Nullable String text(List<?> arguments, int index) {
        return index < arguments.size() && arguments.get(index) instanceof String text ? text : null;
    }
}
