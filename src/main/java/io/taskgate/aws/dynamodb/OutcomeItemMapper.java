package io.taskgate.aws.dynamodb;

import static io.taskgate.aws.dynamodb.AttributeValueConverter.of;
import static io.taskgate.aws.dynamodb.AttributeValueConverter.put;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.Outcome;
import io.taskgate.payload.claimcheck.Payload;
import io.taskgate.payload.claimcheck.PayloadReference;
import io.taskgate.payload.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Maps payloads, outcomes and past generations to parts of an item, and back.
final class OutcomeItemMapper {

    private static final String KIND = "k";
    private static final String ERROR = "e";
    private static final String CAUSE = "c";
    private static final String RESULT = "r";
    private static final String DIGEST = "d";
    private static final String AT = "a";
    private static final String CHANGES = "g";
    private static final String CHECKED_IN = "c";
    private static final String PARKED = "p";
    private static final String PAST_GENERATION = "g";
    private static final String PAST_TOKEN = "t";
    private static final String PAST_STATE = "s";

    private OutcomeItemMapper() {}

    /// An inline payload is binary; a reference is a map that says its kind.
    static AttributeValue payload(Payload payload) {
        return switch (payload) {
            case Payload.Inline inline -> of(inline.json());
            case Payload.CheckedIn checkedIn ->
                AttributeValue.fromM(
                        Map.of(CHECKED_IN, json(checkedIn.reference().toJson())));
            case Payload.Parked parked ->
                AttributeValue.fromM(Map.of(PARKED, json(parked.reference().toJson())));
        };
    }

    static Payload readPayload(AttributeValue value) {
        if (value.b() != null) {
            return new Payload.Inline(value.b().asByteArray());
        }
        JsonNode checkedIn = readJson(value.m(), CHECKED_IN);
        if (checkedIn != null) {
            return new Payload.CheckedIn(reference(checkedIn));
        }
        JsonNode parked = readJson(value.m(), PARKED);
        if (parked != null) {
            return new Payload.Parked(reference(parked));
        }
        throw new IllegalStateException("The ledger item has a payload of an unknown kind.");
    }

    static PayloadReference reference(JsonNode json) {
        return PayloadReference.fromJson(json)
                .orElseThrow(() -> new IllegalStateException("The ledger item has an invalid reference."));
    }

    static AttributeValue outcome(Outcome outcome) {
        Map<String, AttributeValue> map = new HashMap<>();
        map.put(KIND, of(code(outcome.kind())));
        put(map, ERROR, outcome.error());
        put(map, CAUSE, outcome.cause());
        if (outcome.result() != null) {
            map.put(RESULT, payload(outcome.result()));
        }
        map.put(DIGEST, CompactText.of(outcome.digest()));
        map.put(AttributeNames.OPERATION_ID, CompactText.of(outcome.operationId()));
        map.put(AT, of(outcome.at()));
        if (!outcome.changes().isEmpty()) {
            map.put(CHANGES, AdjustmentItemMapper.write(outcome.changes()));
        }
        return AttributeValue.fromM(map);
    }

    static @Nullable Outcome readOutcome(@Nullable AttributeValue value) {
        if (value == null) {
            return null;
        }
        Map<String, AttributeValue> map = value.m();
        AttributeValue result = map.get(RESULT);
        return new Outcome(
                kind(AttributeValueConverter.required(map, KIND)),
                AttributeValueConverter.text(map, ERROR),
                AttributeValueConverter.text(map, CAUSE),
                result == null ? null : readPayload(result),
                AttributeValueConverter.required(map, DIGEST),
                AttributeValueConverter.required(map, AttributeNames.OPERATION_ID),
                AttributeValueConverter.requiredInstant(map, AT),
                AdjustmentItemMapper.read(list(map, CHANGES)));
    }

    private static String code(Outcome.Kind kind) {
        return switch (kind) {
            case SUCCESS -> "S";
            case FAILURE -> "F";
            case HEARTBEAT_TIMEOUT -> "H";
            case TIMEOUT -> "T";
            case CANCEL -> "C";
        };
    }

    private static Outcome.Kind kind(String code) {
        for (Outcome.Kind kind : Outcome.Kind.values()) {
            if (code(kind).equals(code)) {
                return kind;
            }
        }
        throw new IllegalStateException("The ledger item has an outcome of an unknown kind.");
    }

    static AttributeValue past(List<Callback.PastGeneration> past) {
        return AttributeValue.fromL(
                past.stream().map(OutcomeItemMapper::pastEntry).toList());
    }

    private static AttributeValue pastEntry(Callback.PastGeneration past) {
        Map<String, AttributeValue> map = new HashMap<>();
        map.put(PAST_GENERATION, of(past.generation()));
        map.put(PAST_TOKEN, CompactText.of(past.tokenDigest()));
        map.put(PAST_STATE, of(past.state().name()));
        put(map, KIND, past.kind() == null ? null : code(past.kind()));
        AttributeValueConverter.putCompact(map, DIGEST, past.digest());
        AttributeValueConverter.putCompact(map, AttributeNames.OPERATION_ID, past.operationId());
        return AttributeValue.fromM(map);
    }

    static Callback.PastGeneration readPast(AttributeValue value) {
        Map<String, AttributeValue> map = value.m();
        String kind = AttributeValueConverter.text(map, KIND);
        return new Callback.PastGeneration(
                AttributeValueConverter.number(map, PAST_GENERATION),
                AttributeValueConverter.required(map, PAST_TOKEN),
                CallbackState.valueOf(AttributeValueConverter.required(map, PAST_STATE)),
                kind == null ? null : kind(kind),
                AttributeValueConverter.text(map, DIGEST),
                AttributeValueConverter.text(map, AttributeNames.OPERATION_ID));
    }

    static AttributeValue json(JsonNode json) {
        return of(new String(Json.bytes(json), StandardCharsets.UTF_8));
    }

    static @Nullable JsonNode readJson(Map<String, AttributeValue> map, String name) {
        String text = AttributeValueConverter.text(map, name);
        return text == null ? null : Json.parseTrusted(text.getBytes(StandardCharsets.UTF_8));
    }

    static List<AttributeValue> list(Map<String, AttributeValue> item, String name) {
        AttributeValue value = item.get(name);
        return value == null ? List.of() : value.l();
    }
}
