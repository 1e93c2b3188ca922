package io.taskgate.standin.dynamodb.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The names of a key's attributes.
///
/// @param sort the sort key; null if there is none
public record KeyAttributes(String hash, @Nullable String sort) {

    static KeyAttributes of(JsonNode keySchema) {
        return new KeyAttributes(
                keySchema.path(0).path("AttributeName").asText(),
                keySchema.size() > 1 ? keySchema.path(1).path("AttributeName").asText() : null);
    }

    public List<String> names() {
        return sort == null ? List.of(hash) : List.of(hash, sort);
    }

    public boolean contains(String name) {
        return name.equals(hash) || name.equals(sort);
    }

    Stream<String> stream() {
        return names().stream();
    }
}
