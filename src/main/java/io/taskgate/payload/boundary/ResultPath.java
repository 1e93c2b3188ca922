package io.taskgate.payload.boundary;

import com.fasterxml.jackson.databind.node.TextNode;
import io.taskgate.payload.InvalidDefinitionException;
import io.taskgate.payload.json.Json;
import io.taskgate.payload.json.JsonText;
import io.taskgate.payload.json.scan.JsonSkipper;
import io.taskgate.payload.jsonpath.AslPath;
import io.taskgate.payload.jsonpath.PathStep;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The `ResultPath` of a Task state. `$` replaces the state input, a path below it merges the result into the
/// input, `none` discards the result. Computes the exact size that the merge adds, in bytes of compact JSON.
///
/// Source: Amazon States Language specification, "ResultPath" and "Reference Paths".
///
/// @param steps from `$` to the place of the result; null if the result is discarded
public record ResultPath(@Nullable List<PathStep.Plain> steps) {

    public static final ResultPath REPLACES = new ResultPath(List.of());
    public static final ResultPath DROPS = new ResultPath(null);

    /// The braces around the value of a member.
    private static final int BRACES = 2;

    /// @param text a path, or `none` (`null` in ASL)
    /// @throws InvalidDefinitionException if the path is not a reference path
    public static ResultPath parse(String text) {
        if (text.equals("none") || text.equals("null")) {
            return DROPS;
        }
        AslPath path = AslPath.compile(text);
        Optional<List<PathStep.Plain>> steps = path.writableSteps();
        return new ResultPath(steps.orElseThrow(() -> new InvalidDefinitionException("\"" + text
                + "\" is not a reference path. Use a path to one place of the state input, for example $.approval; $ to"
                + " replace the input; or none.")));
    }

    /// Returns whether the state input is kept, with the result in it.
    public boolean merges() {
        return steps != null && !steps.isEmpty();
    }

    /// Returns the size that a merge adds to an input of which only the size is known: names, quotes, colons,
    /// braces and a comma. Exact if the first name of the path does not exist in the input and the input is
    /// not empty; otherwise an upper bound.
    public long overhead() {
        long names = steps == null ? 0 : added(steps.subList(afterLastIndex(steps), steps.size()));
        return names == 0 ? 0 : names + 1;
    }

    /// An index leads to an existing element.
    private static int afterLastIndex(List<PathStep.Plain> steps) {
        int after = 0;
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i) instanceof PathStep.Index) {
                after = i + 1;
            }
        }
        return after;
    }

    /// Returns the exact size of the state around a result, without the result. If the state machine can't
    /// merge the result at all, returns the size of the input plus [#overhead()].
    public long mergedSize(JsonText input) {
        if (steps == null || steps.isEmpty()) {
            return steps == null ? input.size() : 0;
        }
        byte[] json = input.utf8();
        int at = 0;
        for (int i = 0; i < steps.size(); i++) {
            int child = child(json, at, steps.get(i));
            if (child == MISSING) {
                int comma = json[at + 1] == '}' ? 0 : 1;
                return input.size() + comma + added(steps.subList(i, steps.size()));
            }
            if (child == BARRED) {
                return input.size() + overhead();
            }
            at = child;
        }
        return (long) input.size() - (JsonSkipper.end(json, at) - at);
    }

    private static final int MISSING = -1;
    private static final int BARRED = -2;

    private static int child(byte[] json, int at, PathStep.Plain step) {
        return switch (step) {
            case PathStep.Field(String name) -> json[at] == '{' ? member(json, at, quoted(name)) : BARRED;
            case PathStep.Index(int index) -> json[at] == '[' ? element(json, at, index) : BARRED;
        };
    }

    private static int member(byte[] json, int object, byte[] name) {
        int i = object + 1;
        while (json[i] == '"') {
            int end = JsonSkipper.stringEnd(json, i);
            if (java.util.Arrays.equals(json, i, end, name, 0, name.length)) {
                return end + 1;
            }
            i = JsonSkipper.end(json, end + 1);
            i += json[i] == ',' ? 1 : 0;
        }
        return MISSING;
    }

    private static int element(byte[] json, int array, int index) {
        int i = array + 1;
        for (int left = index; json[i] != ']'; left--) {
            if (left == 0) {
                return i;
            }
            i = JsonSkipper.end(json, i);
            i += json[i] == ',' ? 1 : 0;
        }
        return BARRED;
    }

    /// `"a":` for one name, `"a":{"b":}` for two.
    private static long added(List<PathStep.Plain> names) {
        long bytes = 0;
        for (PathStep.Plain step : names) {
            bytes += switch (step) {
                case PathStep.Field(String name) -> quoted(name).length + 1 + BRACES;
                case PathStep.Index index -> 0;
            };
        }
        return names.isEmpty() ? 0 : bytes - BRACES;
    }

    private static byte[] quoted(String name) {
        return Json.bytes(TextNode.valueOf(name));
    }
}
