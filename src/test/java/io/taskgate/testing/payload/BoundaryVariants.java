package io.taskgate.testing.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.taskgate.payload.EvaluationException;
import io.taskgate.payload.InvalidJsonException;
import io.taskgate.payload.boundary.Boundary;
import io.taskgate.payload.boundary.BoundaryResult;
import io.taskgate.payload.boundary.Budget;
import io.taskgate.payload.boundary.OverBudgetAction;
import io.taskgate.payload.claimcheck.Payload;
import io.taskgate.payload.claimcheck.PayloadReference;
import io.taskgate.payload.claimcheck.PayloadStore;
import io.taskgate.payload.fuzz.FuzzMain;
import io.taskgate.payload.json.Json;
import io.taskgate.payload.json.ValidatingJsonCopier;
import io.taskgate.payload.shape.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The ways over a boundary, as a tree, as bytes and as a stream: the same result, to the byte, and the size
/// that is reported is the size that is there.
public final class BoundaryVariants {

    public static final JsonNode CONTEXT = JsonNodeFactory.instance.objectNode().put("State", "Await");

    /// So that what is only a little larger is checked in.
    private static final Budget SMALLEST = new Budget(2048, 0, OverBudgetAction.CHECK_IN);

    private static final int MAX = 1 << 24;

    private BoundaryVariants() {}

    /// @param parsed the same payload as a tree; empty when it is no JSON, and must be refused
    /// @return what crosses; empty when the shape can't be applied, or the payload is refused
    public static Optional<byte[]> requireSame(Shape shape, byte[] payload, Optional<JsonNode> parsed) {
        Way bytes = () -> shape.apply(payload, CONTEXT, MAX);
        Way stream = () -> shape.apply(new TricklingInputStream(payload), CONTEXT, MAX);
        if (parsed.isEmpty()) {
            requireRefused(bytes);
            requireRefused(() -> copied(payload));
            return Optional.empty();
        }
        String tree = outcome(() -> Json.bytes(shape.apply(parsed.get(), CONTEXT)));
        requireEqual("bytes", outcome(bytes), tree);
        requireEqual("stream", outcome(stream), tree);
        Optional<byte[]> crossed = crossed(new Boundary(shape, SMALLEST), payload);
        crossed.ifPresent(result -> requireEqual("boundary", text(result), tree));
        crossed.ifPresent(BoundaryVariants::requireJson);
        return crossed;
    }

    private interface Way {
        byte[] result() throws IOException;
    }

    private static byte[] copied(byte[] payload) throws IOException {
        ByteArrayOutputStream copy = new ByteArrayOutputStream();
        ValidatingJsonCopier.copy(new TricklingInputStream(payload), copy);
        return copy.toByteArray();
    }

    private static void requireRefused(Way way) {
        try {
            byte[] result = way.result();
            throw new AssertionError("let through: " + text(result));
        } catch (InvalidJsonException _) {
            // as it must be, also where the shape finds nothing
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String outcome(Way way) {
        try {
            return text(way.result());
        } catch (EvaluationException e) {
            return "fails: " + e.getMessage();
        } catch (IOException e) {
            throw new AssertionError("refused", e);
        }
    }

    /// A way that was stopped at its time on a busy machine says nothing of the other.
    private static void requireEqual(String way, String result, String expected) {
        if (isStopped(result) || isStopped(expected)) {
            return;
        }
        FuzzMain.require(
                result.equals(expected),
                () -> result + " by way of the " + way + ", " + expected + " by way of the tree");
    }

    private static boolean isStopped(String outcome) {
        return outcome.startsWith("fails: ") && outcome.contains("Evaluation stopped");
    }

    private static Optional<byte[]> crossed(Boundary boundary, byte[] payload) {
        InMemoryPayloadStore store = new InMemoryPayloadStore();
        try {
            return written(boundary.apply(payload, CONTEXT, store), store);
        } catch (IOException e) {
            throw new AssertionError("refused", e);
        }
    }

    /// The inline payload, or the content that was checked in instead.
    static Optional<byte[]> written(BoundaryResult crossing, PayloadStore store) {
        return switch (crossing) {
            case BoundaryResult.Passed(Payload payload, long _, long bytesOut) -> {
                int travelling = payload.resolve(store).length;
                FuzzMain.require(
                        travelling == bytesOut, () -> bytesOut + " B reported, " + travelling + " B travelling");
                yield Optional.of(content(payload, store));
            }
            case BoundaryResult.Unshapeable _ -> Optional.empty();
            case BoundaryResult.Refused _, BoundaryResult.Failed _ -> throw new AssertionError(crossing.toString());
        };
    }

    private static byte[] content(Payload payload, PayloadStore store) {
        if (!(payload instanceof Payload.CheckedIn(PayloadReference reference))) {
            return payload.resolve(store);
        }
        byte[] content = store.read(reference);
        FuzzMain.require(reference.bytes() == content.length, () -> reference + " has " + content.length + " B");
        PayloadReference travelled = PayloadReference.fromJson(Json.parseTrusted(Json.bytes(reference.toJson())))
                .orElseThrow();
        FuzzMain.require(travelled.equals(reference), () -> travelled + " was " + reference);
        return content;
    }

    private static void requireJson(byte[] bytes) {
        JsonNode json = Json.parseTrusted(bytes);
        FuzzMain.require(
                text(Json.bytes(json)).equals(text(bytes)), () -> "not as it would be written: " + text(bytes));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
