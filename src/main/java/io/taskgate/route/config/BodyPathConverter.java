package io.taskgate.route.config;

import io.taskgate.payload.InvalidDefinitionException;
import io.taskgate.payload.jsonpath.AslPath;
import org.eclipse.microprofile.config.spi.Converter;
import org.jspecify.annotations.Nullable;

/// Converts a path into a body: `$.error.code`, and not `$$`.
public final class BodyPathConverter implements Converter<AslPath> {

    private static final long serialVersionUID = 1L;

    @Override
    public @Nullable AslPath convert(String text) {
        if (text.isBlank()) {
            return null;
        }
        try {
            AslPath path = AslPath.compile(text.strip());
            if (text.strip().startsWith("$") && !text.strip().startsWith("$$")) {
                return path;
            }
        } catch (InvalidDefinitionException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        throw new IllegalArgumentException("\"" + text + "\" must be a path into the body, for example $.error.code.");
    }
}
