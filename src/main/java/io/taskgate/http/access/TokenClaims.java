package io.taskgate.http.access;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/// The claims of a verified token, as rules look at them.
///
/// @param token whose signature, issuer, audience and times have been checked
public record TokenClaims(JsonWebToken token) {

    String subject() {
        return String.valueOf(token.getSubject());
    }

    /// The values of a claim as texts: one of a text, number or truth value, several of an array, none of an
    /// object.
    ///
    /// @param path the claim's name, or names separated by `/` for a claim within a claim
    List<String> values(String path) {
        Object claim = token.getClaim(path);
        if (claim != null) {
            return texts(claim).toList();
        }
        for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
            if (token.getClaim(path.substring(0, slash)) instanceof JsonObject object) {
                return texts(within(object, path.substring(slash + 1))).toList();
            }
        }
        return List.of();
    }

    private static @Nullable JsonValue within(JsonObject object, String path) {
        if (object.containsKey(path)) {
            return object.get(path);
        }
        int slash = path.indexOf('/');
        return slash > 0 && object.get(path.substring(0, slash)) instanceof JsonObject inner
                ? within(inner, path.substring(slash + 1))
                : null;
    }

    private static Stream<String> texts(@Nullable Object claim) {
        return switch (claim) {
            case null -> Stream.empty();
            case JsonString text -> Stream.of(text.getString());
            case JsonArray array -> array.stream().flatMap(TokenClaims::texts);
            case JsonObject object -> Stream.empty();
            case Iterable<?> many -> {
                Stream.Builder<String> all = Stream.builder();
                many.forEach(one -> texts(one).forEach(all));
                yield all.build();
            }
            default -> Stream.of(claim.toString());
        };
    }
}
