package io.taskgate.payload.preview;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.taskgate.payload.json.Json;
import io.taskgate.payload.preview.ShapePreview.Part;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Attributes the bytes of a payload to its paths. The elements of an array share one path.
final class SizeReport {

    private static final int MAX_PARTS = 10;

    /// A path is omitted if one child has at least this share of its bytes.
    private static final double NEARLY_ALL = 0.9;

    private static final Pattern PLAIN = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_-]*");

    /// A place in the payload.
    private record Place(String path, JsonNode json, long bytes, List<Place> children) {}

    private final Place root;
    private final Map<String, Long> folded = new TreeMap<>();
    private final Map<String, Long> heaviestChild = new TreeMap<>();

    private SizeReport(JsonNode payload) {
        root = place("$", payload);
    }

    static SizeReport of(JsonNode payload) {
        return new SizeReport(payload);
    }

    long bytes() {
        return root.bytes();
    }

    private Place place(String path, JsonNode json) {
        List<Place> children = new ArrayList<>(json.size());
        long bytes = 0;
        if (json.isObject()) {
            bytes = 1;
            for (Map.Entry<String, JsonNode> field : json.properties()) {
                Place child = place(path + step(field.getKey()), field.getValue());
                bytes += Json.bytes(TextNode.valueOf(field.getKey())).length + 2 + child.bytes();
                children.add(child);
            }
            bytes += children.isEmpty() ? 1 : 0;
        } else if (json.isArray()) {
            bytes = 1;
            for (JsonNode element : json) {
                Place child = place(path + "[*]", element);
                bytes += 1 + child.bytes();
                children.add(child);
            }
            bytes += children.isEmpty() ? 1 : 0;
        } else {
            bytes = Json.bytes(json).length;
        }
        folded.merge(path, bytes, Long::sum);
        return new Place(path, json, bytes, children);
    }

    private static String step(String name) {
        return PLAIN.matcher(name).matches()
                ? "." + name
                : "['" + name.replace("\\", "\\\\").replace("'", "\\'") + "']";
    }

    List<Part> heaviest() {
        heaviestChildren(root);
        Map<String, Long> telling = new LinkedHashMap<>();
        folded.forEach((path, bytes) -> {
            boolean toldBelow = heaviestChild.getOrDefault(path, 0L) >= bytes * NEARLY_ALL;
            if (!toldBelow && !path.equals("$")) {
                telling.put(path, bytes);
            }
        });
        return parts(telling);
    }

    private void heaviestChildren(Place place) {
        place.children().forEach(child -> {
            heaviestChild.merge(place.path(), folded.getOrDefault(child.path(), 0L), Math::max);
            heaviestChildren(child);
        });
    }

    List<Part> dropped(RetainedNodes kept) {
        Map<String, Long> dropped = new LinkedHashMap<>();
        List<Place> below = new ArrayList<>();
        if (!visit(root, kept, below)) {
            below.add(root);
        }
        below.forEach(place -> dropped.merge(place.path(), place.bytes(), Long::sum));
        return parts(dropped);
    }

    /// @param dropped receives the topmost places of which nothing is kept
    /// @return whether anything at this place is kept
    private static boolean visit(Place place, RetainedNodes kept, List<Place> dropped) {
        if (kept.contains().test(place.json())) {
            return true;
        }
        List<Place> here = new ArrayList<>();
        boolean any = false;
        for (Place child : place.children()) {
            if (visit(child, kept, here)) {
                any = true;
            } else {
                here.add(child);
            }
        }
        if (any) {
            dropped.addAll(here);
        }
        return any;
    }

    private List<Part> parts(Map<String, Long> bytes) {
        return bytes.entrySet().stream()
                .map(entry -> new Part(entry.getKey(), entry.getValue(), (double) entry.getValue() / bytes()))
                .sorted(Comparator.comparingLong(Part::bytes).reversed().thenComparing(Part::path))
                .limit(MAX_PARTS)
                .toList();
    }
}
