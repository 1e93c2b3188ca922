package io.taskgate.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The two ways over a boundary, as a tree and as bytes: the same result, to the byte, and the size that is reported is
/// the size that is there.
final class Ways {

    static final JsonNode CONTEXT = JsonNodeFactory.instance.objectNode().put("State", "Await");

    /// So that what is only a little larger is checked in.
    private static final Budget SMALLEST = new Budget(2048, 0, OverBudget.CHECK_IN);

    private Ways() {}

    /// @param parsed the same payload as a tree; empty when it is no JSON, and must be refused
    /// @return what crosses; empty when the shape can't be applied, or the payload is refused
    static Optional<byte[]> requireSame(Shape shape, byte[] payload, Optional<JsonNode> parsed) {
        Boundary boundary = new Boundary(shape, SMALLEST);
        InMemoryPayloadStore store = new InMemoryPayloadStore();
        Crossing overBytes;
        try {
            overBytes = boundary.cross(payload, CONTEXT, store);
        } catch (IOException e) {
            Fuzz.require(parsed.isEmpty(), () -> "refused by way of the bytes alone: " + e.getMessage());
            return Optional.empty();
        }
        Fuzz.require(parsed.isPresent(), () -> "let through by way of the bytes alone");
        Crossing overTree = boundary.cross(parsed.orElseThrow(), CONTEXT, store);
        Optional<byte[]> bytes = written(overBytes, store);
        Optional<byte[]> tree = written(overTree, store);
        Fuzz.require(
                text(bytes).equals(text(tree)),
                () -> text(bytes) + " by way of the bytes, " + text(tree) + " by way of the tree");
        bytes.ifPresent(Ways::requireJson);
        return bytes;
    }

    /// What travels, or what was checked in instead.
    static Optional<byte[]> written(Crossing crossing, PayloadStore store) {
        return switch (crossing) {
            case Crossing.Passed(Payload payload, long _, long bytesOut) -> {
                int travelling = payload.travelling(store).length;
                Fuzz.require(travelling == bytesOut, () -> bytesOut + " B reported, " + travelling + " B travelling");
                yield Optional.of(content(payload, store));
            }
            case Crossing.Unshapeable _ -> Optional.empty();
            case Crossing.Refused _, Crossing.Failed _ -> throw new AssertionError(crossing.toString());
        };
    }

    private static byte[] content(Payload payload, PayloadStore store) {
        if (!(payload instanceof Payload.CheckedIn(Reference reference))) {
            return payload.travelling(store);
        }
        byte[] content = store.read(reference);
        Fuzz.require(reference.bytes() == content.length, () -> reference + " has " + content.length + " B");
        Reference travelled =
                Reference.fromJson(Json.trusted(Json.bytes(reference.toJson()))).orElseThrow();
        Fuzz.require(travelled.equals(reference), () -> travelled + " was " + reference);
        return content;
    }

    private static void requireJson(byte[] bytes) {
        JsonNode json = Json.trusted(bytes);
        Fuzz.require(text(Json.bytes(json)).equals(text(bytes)), () -> "not as it would be written: " + text(bytes));
    }

    private static Optional<String> text(Optional<byte[]> bytes) {
        return bytes.map(Ways::text);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
