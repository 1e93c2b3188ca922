package io.taskgate.standin.realm;

import io.taskgate.standin.fault.AwsError;
import io.taskgate.standin.wire.WireRequest;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// The fields of a request in AWS's query protocol, from its URL or its form.
record FormFields(Map<String, String> fields) {

    static FormFields of(WireRequest request) throws IOException {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String pair : (request.query() + "&" + request.body().text()).split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                fields.put(pair.substring(0, equals), decoded(pair.substring(equals + 1)));
            }
        }
        return new FormFields(fields);
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return value;
        }
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    /// @throws AwsError ValidationError if the field is missing or does not match
    String matching(String name, Pattern pattern) {
        String value = fields.get(name);
        if (value == null || !pattern.matcher(value).matches()) {
            throw invalid(name, value, "Member must satisfy regular expression pattern: " + pattern);
        }
        return value;
    }

    int number(String name, int otherwise, int least, int most) {
        String value = fields.get(name);
        if (value == null) {
            return otherwise;
        }
        if (!value.matches("\\d{1,6}") || Integer.parseInt(value) < least || Integer.parseInt(value) > most) {
            throw invalid(name, value, "Member must have value between " + least + " and " + most);
        }
        return Integer.parseInt(value);
    }

    private static AwsError invalid(String name, String value, String constraint) {
        return new AwsError(
                "ValidationError",
                "1 validation error detected: Value '" + value + "' at '" + Character.toLowerCase(name.charAt(0))
                        + name.substring(1) + "' failed to satisfy constraint: " + constraint);
    }

    /// Returns the members of a list in order.
    List<String> members(String name) {
        List<String> members = new ArrayList<>();
        for (int i = 1; fields.containsKey(name + ".member." + i); i++) {
            members.add(fields.get(name + ".member." + i));
        }
        return members;
    }

    Map<String, String> tags() {
        Map<String, String> tags = new LinkedHashMap<>();
        for (int i = 1; fields.containsKey("Tags.member." + i + ".Key"); i++) {
            tags.put(fields.get("Tags.member." + i + ".Key"), fields.getOrDefault("Tags.member." + i + ".Value", ""));
        }
        return tags;
    }
}
