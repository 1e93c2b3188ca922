package io.taskgate.callback.model;

import io.taskgate.payload.InvalidDefinitionException;
import java.util.regex.Pattern;

/// The tenant of a gateway: part of every ID, so that tenants can share a table.
///
/// @param name the name, also part of the keys of stored payloads
public record Tenant(String name) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    /// @throws InvalidDefinitionException if the text is not a tenant name
    public static Tenant parse(String text) {
        if (!NAME.matcher(text).matches()) {
            throw new InvalidDefinitionException("Invalid tenant \"" + text + "\". Use 1 to 63 letters, digits, dots,"
                    + " hyphens and underscores, the first a letter or digit.");
        }
        return new Tenant(text);
    }
}
