package io.taskgate.http.access;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/// The claims of a verified token, for rules.
///
/// @param token with verified signature, issuer, audience and times
public record TokenClaims(JsonWebToken token) {

    String subject() {
        return String.valueOf(token.getSubject());
    }

    /// Returns the values of a claim as strings: one of a string, number or boolean, several of an array,
    /// none of an object.
    ///
    /// @param path the name of the claim, or names separated by `/` for a nested claim
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
