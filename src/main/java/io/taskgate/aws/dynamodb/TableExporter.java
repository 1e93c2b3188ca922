package io.taskgate.aws.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.aws.client.AwsErrors;
import io.taskgate.batch.request.TableSource;
import io.taskgate.batch.source.InvalidSourceException;
import io.taskgate.payload.claimcheck.PayloadStore.StoreUnavailableException;
import io.taskgate.payload.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.RequestLimitExceededException;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;

/// Exports the rows of a table as JSON Lines, page by page (1 MB at most): from a query, or from a parallel
/// scan in segments.
public final class TableExporter {

    private final DynamoDbClient client;

    public TableExporter(DynamoDbClient client) {
        this.client = client;
    }

    /// One page and the start of the next; empty after the last.
    private record Page(List<Map<String, AttributeValue>> rows, Map<String, AttributeValue> next) {}

    private interface Pages {
        Page after(@Nullable Map<String, AttributeValue> start);
    }

    public void copy(TableSource source, OutputStream lines) throws IOException {
        if (source.condition() != null) {
            copyPages(start -> query(source, start), lines);
            return;
        }
        List<Future<?>> segments = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int segment = 0; segment < source.segments(); segment++) {
                int own = segment;
                segments.add(threads.submit(() -> {
                    copyPages(start -> scan(source, own, start), lines);
                    return null;
                }));
            }
        }
        for (Future<?> segment : segments) {
            await(segment);
        }
    }

    private static void await(Future<?> segment) throws IOException {
        try {
            segment.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("The table read was interrupted.", e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException io -> throw io;
                case RuntimeException other -> throw other;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    /// A page is written at once, so that segments don't mix within a row.
    private static void copyPages(Pages pages, OutputStream lines) throws IOException {
        Map<String, AttributeValue> start = null;
        do {
            Page page;
            try {
                page = pages.after(start);
            } catch (ProvisionedThroughputExceededException | RequestLimitExceededException e) {
                throw new StoreUnavailableException("The table could not be read: " + AwsErrors.describe(e), e);
            } catch (DynamoDbException e) {
                if (e.statusCode() == 400 && !AwsErrors.isThrottling(e)) {
                    throw new InvalidSourceException("itemsFrom.dynamodb: " + AwsErrors.describe(e) + ": "
                            + e.awsErrorDetails().errorMessage());
                }
                throw new StoreUnavailableException("The table could not be read: " + AwsErrors.describe(e), e);
            } catch (SdkException e) {
                throw new StoreUnavailableException("The table could not be read: " + AwsErrors.describe(e), e);
            }
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            for (Map<String, AttributeValue> row : page.rows()) {
                text.writeBytes(Json.bytes(json(row)));
                text.write('\n');
            }
            byte[] whole = text.toByteArray();
            synchronized (lines) {
                lines.write(whole, 0, whole.length);
            }
            start = page.next();
        } while (!start.isEmpty());
    }

    private Page query(TableSource source, @Nullable Map<String, AttributeValue> start) {
        QueryResponse page = client.query(query -> query.tableName(source.table())
                .indexName(source.index())
                .keyConditionExpression(source.condition())
                .projectionExpression(source.projection())
                .expressionAttributeNames(names(source))
                .expressionAttributeValues(values(source))
                .exclusiveStartKey(start));
        return new Page(page.items(), page.lastEvaluatedKey());
    }

    private Page scan(TableSource source, int segment, @Nullable Map<String, AttributeValue> start) {
        ScanResponse page = client.scan(scan -> scan.tableName(source.table())
                .indexName(source.index())
                .projectionExpression(source.projection())
                .expressionAttributeNames(names(source))
                .segment(segment)
                .totalSegments(source.segments())
                .exclusiveStartKey(start));
        return new Page(page.items(), page.lastEvaluatedKey());
    }

    private static @Nullable Map<String, String> names(TableSource source) {
        return source.names().isEmpty() ? null : source.names();
    }

    private static Map<String, AttributeValue> values(TableSource source) {
        Map<String, AttributeValue> values = new HashMap<>();
        source.values()
                .forEach((name, value) -> values.put(
                        name,
                        switch (value) {
                            case Boolean flag -> AttributeValueConverter.of(flag.booleanValue());
                            case Number number -> AttributeValue.fromN(number.toString());
                            case Map<?, ?> bytes ->
                                AttributeValue.fromB(SdkBytes.fromByteArray(
                                        Base64.getDecoder().decode(String.valueOf(bytes.get("B")))));
                            default -> AttributeValueConverter.of(value.toString());
                        }));
        return values;
    }

    private static ObjectNode json(Map<String, AttributeValue> row) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        row.forEach((name, value) -> json.set(name, json(value)));
        return json;
    }

    /// Converts to the JSON of a DynamoDB document: numbers as numbers, sets as arrays, bytes as base64.
    private static JsonNode json(AttributeValue value) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (value.type()) {
            case S -> nodes.textNode(value.s());
            case N -> nodes.numberNode(new BigDecimal(value.n()));
            case BOOL -> nodes.booleanNode(value.bool());
            case B ->
                nodes.textNode(Base64.getEncoder().encodeToString(value.b().asByteArray()));
            case M -> json(value.m());
            case L -> array(value.l().stream().map(TableExporter::json).toList());
            case SS -> array(value.ss().stream().map(nodes::textNode).toList());
            case NS ->
                array(value.ns().stream()
                        .map(n -> nodes.numberNode(new BigDecimal(n)))
                        .toList());
            case BS ->
                array(value.bs().stream()
                        .map(b -> nodes.textNode(Base64.getEncoder().encodeToString(b.asByteArray())))
                        .toList());
            case NUL, UNKNOWN_TO_SDK_VERSION -> nodes.nullNode();
        };
    }

    private static ArrayNode array(List<? extends JsonNode> elements) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        elements.forEach(array::add);
        return array;
    }
}
