package io.taskgate.payload.shape;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.taskgate.payload.EvaluationException;
import io.taskgate.payload.PathNotFoundException;
import io.taskgate.payload.ResultTooLargeException;
import io.taskgate.payload.intrinsic.Expression;
import io.taskgate.payload.json.Json;
import io.taskgate.payload.json.scan.JsonFragmentBuffer;
import io.taskgate.payload.json.scan.JsonScanner;
import io.taskgate.payload.jsonpath.EvaluationScope;
import java.io.IOException;
import java.util.List;

/// Runs a shape that only selects, drops and renames over a text in one pass without a tree. The result
/// equals the result of the tree byte for byte. Immutable.
final class Projection {

    /// The slot that is found if InputPath matches.
    static final int INPUT = 0;

    /// A part of the output, in output order.
    sealed interface OutputPart {
        record Text(byte[] json) implements OutputPart {}

        record Slot(int number) implements OutputPart {}

        /// A path or function that does not read the payload.
        record Computed(Expression expression, List<String> place) implements OutputPart {}
    }

    /// A place of the payload to find.
    ///
    /// @param place in the shape, from the outside in, for messages
    /// @param many  whether it collects all matches
    record Slot(String path, List<String> place, boolean many) {

        EvaluationException notFound() {
            EvaluationException nothing = new PathNotFoundException("The payload has no value at " + path);
            for (String name : place.reversed()) {
                nothing = nothing.at(name);
            }
            return nothing;
        }
    }

    private final List<OutputPart> pieces;
    private final List<Slot> slots;
    private final PathTrie trie;

    Projection(List<OutputPart> pieces, List<Slot> slots, PathTrie trie) {
        this.pieces = List.copyOf(pieces);
        this.slots = List.copyOf(slots);
        this.trie = trie;
    }

    /// @param most the maximum size of the result in bytes
    /// @throws InvalidJsonException if the text is not exactly one JSON value
    /// @throws ResultTooLargeException if the result is larger
    /// @throws EvaluationException if a path finds nothing
    byte[] apply(JsonScanner text, JsonNode context, int most) throws IOException {
        try (ProjectionBuffers scratch = ProjectionBuffers.take(slots.size(), most)) {
            new SlotExtractor(text, scratch, slots, trie).run();
            return written(scratch, context, most);
        }
    }

    private byte[] written(ProjectionBuffers scratch, JsonNode context, int most) {
        found(scratch, INPUT);
        byte[][] computed = new byte[pieces.size()][];
        long size = 0;
        for (int i = 0; i < computed.length; i++) {
            size += switch (pieces.get(i)) {
                case OutputPart.Text(byte[] json) -> json.length;
                case OutputPart.Slot(int number) -> found(scratch, number).length();
                case OutputPart.Computed piece -> {
                    computed[i] = computed(piece, context);
                    yield computed[i].length;
                }
            };
        }
        if (size > most) {
            throw new ResultTooLargeException(most);
        }
        byte[] out = new byte[(int) size];
        int at = 0;
        for (int i = 0; i < computed.length; i++) {
            at += switch (pieces.get(i)) {
                case OutputPart.Text(byte[] json) -> copied(json, 0, json.length, out, at);
                case OutputPart.Slot(int number) -> {
                    JsonFragmentBuffer kept = scratch.kept(number);
                    yield copied(kept.bytes(), kept.from(), kept.length(), out, at);
                }
                case OutputPart.Computed _ -> copied(computed[i], 0, computed[i].length, out, at);
            };
        }
        return out;
    }

    private JsonFragmentBuffer found(ProjectionBuffers scratch, int slot) {
        if (!scratch.found(slot)) {
            throw slots.get(slot).notFound();
        }
        return scratch.kept(slot);
    }

    private static int copied(byte[] from, int start, int length, byte[] to, int at) {
        System.arraycopy(from, start, to, at, length);
        return length;
    }

    private static byte[] computed(OutputPart.Computed piece, JsonNode context) {
        try {
            JsonNode nothing = JsonNodeFactory.instance.missingNode();
            return Json.bytes(piece.expression().evaluate(new EvaluationScope(nothing, context)));
        } catch (EvaluationException e) {
            EvaluationException placed = e;
            for (String name : piece.place().reversed()) {
                placed = placed.at(name);
            }
            throw placed;
        }
    }
}
