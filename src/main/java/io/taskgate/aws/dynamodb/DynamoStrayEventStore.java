package io.taskgate.aws.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.aws.client.AwsErrors;
import io.taskgate.callback.ledger.Ledger.LedgerUnavailableException;
import io.taskgate.event.unmatched.StrayEventStore;
import io.taskgate.payload.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;

/// Stores stray events in the ledger table as a ring of [#MOST] items, so that they can't fill the table.
/// Each process writes from a random position.
public final class DynamoStrayEventStore implements StrayEventStore {

    private static final int BATCH = 100;
    private static final Duration KEPT = Duration.ofDays(30);
    private static final String AT = "at";
    private static final String EVENT = "event";

    private final LedgerTable table;
    private final AtomicInteger place =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(MAX_EVENTS));

    public DynamoStrayEventStore(LedgerTable table) {
        this.table = table;
    }

    @Override
    public void save(Stray stray) {
        Map<String, AttributeValue> item = new HashMap<>(key(Math.floorMod(place.getAndIncrement(), MAX_EVENTS)));
        item.put(AT, AttributeValueConverter.of(stray.at()));
        item.put(EVENT, OutcomeItemMapper.json(json(stray)));
        item.put(
                AttributeNames.EXPIRY,
                AttributeValueConverter.of(stray.at().plus(KEPT).getEpochSecond()));
        try {
            table.client().putItem(put -> put.tableName(table.name()).item(item));
        } catch (SdkException e) {
            throw unavailable(e);
        }
    }

    @Override
    public List<Stray> list(int most) {
        List<Map<String, AttributeValue>> all = new ArrayList<>();
        try {
            for (int from = 0; from < MAX_EVENTS; from += BATCH) {
                all.addAll(readSlots(from, Math.min(MAX_EVENTS, from + BATCH)));
            }
        } catch (SdkException e) {
            throw unavailable(e);
        }
        return all.stream()
                .map(DynamoStrayEventStore::stray)
                .sorted(Comparator.comparing(Stray::at).reversed())
                .limit(most)
                .toList();
    }

    /// BatchGetItem returns up to 16 MB at once and lists the omitted keys.
    private List<Map<String, AttributeValue>> readSlots(int from, int to) {
        List<Map<String, AttributeValue>> found = new ArrayList<>();
        Map<String, KeysAndAttributes> asked = Map.of(
                table.name(),
                KeysAndAttributes.builder()
                        .keys(IntStream.range(from, to)
                                .mapToObj(DynamoStrayEventStore::key)
                                .toList())
                        .build());
        for (int tries = 0; !asked.isEmpty() && tries < BATCH; tries++) {
            Map<String, KeysAndAttributes> next = asked;
            var page = table.client().batchGetItem(get -> get.requestItems(next));
            found.addAll(page.responses().getOrDefault(table.name(), List.of()));
            asked = page.unprocessedKeys();
        }
        return found;
    }

    /// Not a valid callback ID.
    private static Map<String, AttributeValue> key(int place) {
        return Map.of(AttributeNames.ID, AttributeValueConverter.of("stray_" + place));
    }

    private static ObjectNode json(Stray stray) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", stray.id()).put("source", stray.source()).put("detailType", stray.detailType());
        stray.routes().forEach(json.putArray("routes")::add);
        json.put("bytes", stray.bytes()).set("event", stray.event());
        return json;
    }

    private static Stray stray(Map<String, AttributeValue> item) {
        JsonNode json =
                Json.parseTrusted(AttributeValueConverter.required(item, EVENT).getBytes(StandardCharsets.UTF_8));
        List<String> routes = new ArrayList<>();
        json.path("routes").forEach(route -> routes.add(route.asText()));
        Instant at = AttributeValueConverter.requiredInstant(item, AT);
        return new Stray(
                json.path("id").asText(),
                at,
                json.path("source").asText(),
                json.path("detailType").asText(),
                routes,
                json.path("bytes").asLong(),
                event(json.path("event")));
    }

    private static @Nullable JsonNode event(JsonNode kept) {
        return kept.isObject() ? kept : null;
    }

    private static LedgerUnavailableException unavailable(SdkException e) {
        return new LedgerUnavailableException("The ledger is unavailable: " + AwsErrors.describe(e), e);
    }
}
