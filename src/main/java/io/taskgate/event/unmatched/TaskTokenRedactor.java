package io.taskgate.event.unmatched;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Redacts task tokens, signatures and other secrets in external documents before they are displayed or
/// stored in the clear. Keeps the structure: names, numbers, and texts without secrets.
///
/// Redacts a member by its name ([#SECRET_NAMES]), and a text by its form: long base64, a signature of
/// [io.taskgate.callback.link.LinkSigner], a JWT, or the name of a secret with a value.
public final class TaskTokenRedactor {

    private static final String HIDDEN = "(not shown)";
    private static final JsonNode NOT_SHOWN = JsonNodeFactory.instance.textNode(HIDDEN);

    /// Substrings of member names, without non-letters.
    private static final List<String> SECRET_NAMES = List.of(
            "token",
            "signature",
            "links",
            "authorization",
            "secret",
            "key",
            "password",
            "passwd",
            "credential",
            "cookie",
            "bearer",
            "jwt");

    /// Names that contain one of [#SECRET_NAMES] and identify work.
    private static final Set<String> SAFE_NAMES = Set.of("correlationkey", "idempotencykey");

    /// A task token has some hundred characters; escapes of URLs and JSON are part of it.
    private static final Pattern LONG_BASE64 = Pattern.compile("[A-Za-z0-9+/_=%\\\\-]{101,}");

    private static final Pattern SIGNATURE = Pattern.compile("v1\\.[\\w-]{1,32}\\.\\d+\\.\\d+\\.");
    private static final Pattern JWT = Pattern.compile("eyJ[\\w-]{8,}\\.[\\w-]+\\.");

    /// A name and its value in JSON, a header, a query or prose.
    private static final Pattern NAMED = Pattern.compile(
            "(?i)(token|signature|authorization|secret|(?<!correlation)(?<!idempotency)key|password|passwd|credential|cookie|jwt)s?[\\\\\"']*\\s*[:=]|bearer\\s");

    private TaskTokenRedactor() {}

    /// Modifies the tree in place.
    public static JsonNode of(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.properties()
                    .forEach(member ->
                            member.setValue(namesSecret(member.getKey()) ? NOT_SHOWN : of(member.getValue())));
            hideNames(object);
        }
        if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, of(array.get(i)));
            }
        }
        return node.isTextual() && holdsSecret(node.textValue()) ? NOT_SHOWN : node;
    }

    /// Returns the text, or a placeholder if it is redacted.
    public static String of(String text) {
        return holdsSecret(text) ? HIDDEN : text;
    }

    /// A secret can be the name of a member.
    private static void hideNames(ObjectNode object) {
        List<Map.Entry<String, JsonNode>> members = object.properties().stream()
                .map(member -> Map.entry(member.getKey(), member.getValue()))
                .toList();
        if (members.stream().noneMatch(member -> holdsSecret(member.getKey()))) {
            return;
        }
        object.removeAll();
        for (int i = 0; i < members.size(); i++) {
            String name = members.get(i).getKey();
            object.set(
                    holdsSecret(name) ? HIDDEN + " " + i : name, members.get(i).getValue());
        }
    }

    private static boolean namesSecret(String name) {
        String letters = name.replaceAll("[^A-Za-z]", "").toLowerCase(Locale.ROOT);
        return !SAFE_NAMES.contains(letters) && SECRET_NAMES.stream().anyMatch(letters::contains);
    }

    private static boolean holdsSecret(String text) {
        String unbroken = text.replaceAll("(\\s|\\\\[nrt])+(?=[A-Za-z0-9+/_=-]{20})", "");
        return LONG_BASE64.matcher(unbroken).find()
                || SIGNATURE.matcher(text).find()
                || JWT.matcher(text).find()
                || NAMED.matcher(text).find();
    }
}
