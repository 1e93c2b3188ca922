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

/// Applies a boundary to a tree, to bytes and to a stream, and checks that the results are identical to the
/// byte and that the reported size is the actual size.
public final class BoundaryVariants {

    public static final JsonNode CONTEXT = JsonNodeFactory.instance.objectNode().put("State", "Await");

    /// The smallest budget, so that a slightly larger result is checked in.
    private static final Budget SMALLEST = new Budget(2048, 0, OverBudgetAction.CHECK_IN);

    private static final int MAX = 1 << 24;

    private BoundaryVariants() {}

    /// @param parsed the same payload as a tree; empty if it is not JSON and must be rejected
    /// @return the result; empty if the shape can't be applied or the payload is rejected
    public static Optional<byte[]> requireSame(Shape shape, byte[] payload, Optional<JsonNode> parsed) {
        Variant bytes = () -> shape.apply(payload, CONTEXT, MAX);
        Variant stream = () -> shape.apply(new TricklingInputStream(payload), CONTEXT, MAX);
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

    private interface Variant {
        byte[] result() throws IOException;
    }

    private static byte[] copied(byte[] payload) throws IOException {
        ByteArrayOutputStream copy = new ByteArrayOutputStream();
        ValidatingJsonCopier.copy(new TricklingInputStream(payload), copy);
        return copy.toByteArray();
    }

    private static void requireRefused(Variant variant) {
        try {
            byte[] result = variant.result();
            throw new AssertionError("invalid JSON was accepted: " + text(result));
        } catch (InvalidJsonException _) {
            // expected, even if the shape selects nothing
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String outcome(Variant variant) {
        try {
            return text(variant.result());
        } catch (EvaluationException e) {
            return "fails: " + e.getMessage();
        } catch (IOException e) {
            throw new AssertionError("The payload was rejected.", e);
        }
    }

    /// A variant that was stopped at its time limit on a busy machine can't be compared.
    private static void requireEqual(String variant, String result, String expected) {
        if (isStopped(result) || isStopped(expected)) {
            return;
        }
        FuzzMain.require(
                result.equals(expected), () -> result + " from the " + variant + ", " + expected + " from the tree");
    }

    private static boolean isStopped(String outcome) {
        return outcome.startsWith("fails: ") && outcome.contains("Evaluation stopped");
    }

    private static Optional<byte[]> crossed(Boundary boundary, byte[] payload) {
        InMemoryPayloadStore store = new InMemoryPayloadStore();
        try {
            return written(boundary.apply(payload, CONTEXT, store), store);
        } catch (IOException e) {
            throw new AssertionError("The payload was rejected.", e);
        }
    }

    /// Returns the inline payload, or the content that was checked in instead.
    static Optional<byte[]> written(BoundaryResult crossing, PayloadStore store) {
        return switch (crossing) {
            case BoundaryResult.Passed(Payload payload, long _, long bytesOut) -> {
                int travelling = payload.resolve(store).length;
                FuzzMain.require(travelling == bytesOut, () -> bytesOut + " B reported, " + travelling + " B sent");
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
        FuzzMain.require(text(Json.bytes(json)).equals(text(bytes)), () -> "not in canonical form: " + text(bytes));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
