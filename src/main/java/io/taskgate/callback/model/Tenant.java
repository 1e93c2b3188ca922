package io.taskgate.callback.model;

import java.util.regex.Pattern;

/// Whose callbacks these are: part of every id, so that tenants who share a table never meet.
///
/// @param name goes into keys of stored payloads as well
public record Tenant(String name) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /// What to say of a text that is none.
    public static String complaint(String text) {
        return "\"" + text + "\" is no tenant's name: use 1 to 63 letters, digits, dots, hyphens and underscores, the"
                + " first a letter or digit";
    }
}
