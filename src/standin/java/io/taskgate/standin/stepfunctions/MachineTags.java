package io.taskgate.standin.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.fault.AwsError;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The tags of state machines and activities, by ARN. Thread-safe.
public final class MachineTags {

    private static final int MOST = 50;
    private static final int KEY_CHARACTERS = 128;
    private static final int VALUE_CHARACTERS = 256;

    private final Map<String, Map<String, String>> tags = new HashMap<>();

    /// Adds tags to those of a resource, or replaces those with the same keys.
    ///
    /// @param list a list of `key` and `value`
    /// @throws AwsError TooManyTags, ValidationException
    public synchronized void add(String arn, JsonNode list) {
        Map<String, String> all = new LinkedHashMap<>(of(arn));
        for (JsonNode tag : list) {
            all.put(
                    checked("key", tag.path("key").asText(), 1, KEY_CHARACTERS),
                    checked("value", tag.path("value").asText(), 0, VALUE_CHARACTERS));
        }
        if (all.size() > MOST) {
            throw new AwsError("TooManyTags", "Too many tags: '" + arn + "' can have " + MOST);
        }
        tags.put(arn, all);
    }

    private static String checked(String field, String text, int least, int most) {
        if (text.length() < least || text.length() > most) {
            throw AwsError.validation("1 validation error detected: Value '" + text + "' at 'tags.1.member." + field
                    + "' failed to satisfy constraint: Member must have length between " + least + " and " + most);
        }
        return text;
    }

    public synchronized void remove(String arn, List<String> keys) {
        Map<String, String> left = new LinkedHashMap<>(of(arn));
        keys.forEach(left::remove);
        tags.put(arn, left);
    }

    /// Removes all tags of a resource.
    public synchronized void forget(String arn) {
        tags.remove(arn);
    }

    public synchronized Map<String, String> of(String arn) {
        return tags.getOrDefault(arn, Map.of());
    }
}
