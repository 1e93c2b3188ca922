package io.taskgate.aws.dynamodb;

import static io.taskgate.aws.dynamodb.AttributeValueConverter.of;
import static io.taskgate.aws.dynamodb.AttributeValueConverter.put;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.callback.model.RegisteredTask;
import io.taskgate.callback.model.SealedToken;
import io.taskgate.callback.model.TokenOrder;
import io.taskgate.crypto.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Maps a registered task and the order of its token to parts of an item, and back.
final class TaskItemMapper {

    /// The sealed token.
    static final String TOKEN = "k";

    private static final String TOKEN_DIGEST = "d";
    private static final String EXECUTION_ARN = "x";
    private static final String STATE_NAME = "n";
    private static final String REGISTERED_AT = "r";
    private static final String HEARTBEAT_MILLIS = "h";

    /// From the registration to the deadline, in microseconds: fewer digits than a time.
    private static final String TIME_OUT = "e";

    private static final String BYTES_IN = "i";
    private static final String BYTES_OUT = "o";
    private static final String MERGED_SIZE = "m";
    private static final String REFERENCE = "c";

    /// As many bytes of the digest of an ARN as make it unique; what is found is compared as a whole.
    private static final int EXECUTION_BYTES = 12;

    private static final int ORDER_BYTES = 2 * (Integer.BYTES + Long.BYTES);

    private TaskItemMapper() {}

    /// Leaves out what the order of the token says too.
    static AttributeValue write(RegisteredTask task, TokenOrder order) {
        Map<String, AttributeValue> map = new HashMap<>();
        map.put(TOKEN_DIGEST, CompactText.of(task.tokenDigest()));
        map.put(TOKEN, sealed(task.token()));
        AttributeValueConverter.putCompact(map, EXECUTION_ARN, task.executionArn());
        put(map, STATE_NAME, task.stateName());
        AttributeValue registeredAt = of(task.registeredAt());
        if (!isEncodable(order) || !registeredAt.equals(of(order.arrivedAt()))) {
            map.put(REGISTERED_AT, registeredAt);
        }
        if (task.heartbeat() != null) {
            map.put(HEARTBEAT_MILLIS, of(task.heartbeat().toMillis()));
        }
        if (task.deadline() != null) {
            map.put(
                    TIME_OUT,
                    of(AttributeValueConverter.micros(task.deadline())
                            - AttributeValueConverter.micros(task.registeredAt())));
        }
        map.put(BYTES_IN, of(task.request().bytesIn()));
        if (task.request().bytesOut() != task.request().bytesIn()) {
            map.put(BYTES_OUT, of(task.request().bytesOut()));
        }
        if (task.mergedSize() != null) {
            map.put(MERGED_SIZE, of(task.mergedSize()));
        }
        if (task.request().reference() != null) {
            map.put(REFERENCE, OutcomeItemMapper.json(task.request().reference().toJson()));
        }
        return AttributeValue.fromM(map);
    }

    static RegisteredTask read(Map<String, AttributeValue> map, TokenOrder order) {
        JsonNode reference = OutcomeItemMapper.readJson(map, REFERENCE);
        Instant registeredAt =
                Objects.requireNonNullElse(AttributeValueConverter.instant(map, REGISTERED_AT), order.arrivedAt());
        long bytesIn = AttributeValueConverter.number(map, BYTES_IN);
        return new RegisteredTask(
                AttributeValueConverter.required(map, TOKEN_DIGEST),
                readSealed(map),
                AttributeValueConverter.text(map, EXECUTION_ARN),
                AttributeValueConverter.text(map, STATE_NAME),
                registeredAt,
                map.containsKey(HEARTBEAT_MILLIS)
                        ? Duration.ofMillis(AttributeValueConverter.number(map, HEARTBEAT_MILLIS))
                        : null,
                map.containsKey(TIME_OUT)
                        ? AttributeValueConverter.instant(AttributeValueConverter.micros(registeredAt)
                                + AttributeValueConverter.number(map, TIME_OUT))
                        : null,
                new RegisteredTask.RequestSize(
                        bytesIn,
                        map.containsKey(BYTES_OUT) ? AttributeValueConverter.number(map, BYTES_OUT) : bytesIn,
                        reference == null ? null : OutcomeItemMapper.reference(reference)),
                map.containsKey(MERGED_SIZE) ? AttributeValueConverter.number(map, MERGED_SIZE) : null);
    }

    /// The texts before the sealed bytes, the bytes, and the number of bytes before them.
    private static AttributeValue sealed(SealedToken token) {
        String text = token.text();
        int start = text.lastIndexOf('.') + 1;
        byte[] prefix = text.substring(0, start).getBytes(StandardCharsets.UTF_8);
        byte[] bytes = CompactText.base64Url(text.substring(start));
        if (bytes == null || prefix.length > Byte.MAX_VALUE) {
            return of(text);
        }
        return of(ByteBuffer.allocate(prefix.length + bytes.length + 1)
                .put(prefix)
                .put(bytes)
                .put((byte) prefix.length)
                .array());
    }

    private static SealedToken readSealed(Map<String, AttributeValue> map) {
        AttributeValue value = map.get(TOKEN);
        if (value == null || value.b() == null) {
            return new SealedToken(AttributeValueConverter.required(map, TOKEN));
        }
        byte[] bytes = value.b().asByteArray();
        int start = bytes[bytes.length - 1];
        return new SealedToken(new String(bytes, 0, start, StandardCharsets.UTF_8)
                + Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(Arrays.copyOfRange(bytes, start, bytes.length - 1)));
    }

    /// The key of the index of executions.
    static AttributeValue executionKey(String executionArn) {
        byte[] digest = Sha256.digest(executionArn.getBytes(StandardCharsets.UTF_8));
        return of(Arrays.copyOf(digest, EXECUTION_BYTES));
    }

    private static boolean isEncodable(TokenOrder order) {
        return !order.enteredAt().equals(Instant.MIN) && !order.arrivedAt().equals(Instant.MIN);
    }

    /// Null for an order that no token has ([TokenOrder#NONE]).
    static @Nullable AttributeValue order(TokenOrder order) {
        if (!isEncodable(order)) {
            return null;
        }
        return AttributeValue.fromB(SdkBytes.fromByteArray(ByteBuffer.allocate(ORDER_BYTES)
                .putInt(order.redriveCount())
                .putLong(AttributeValueConverter.micros(order.enteredAt()))
                .putInt(order.retryCount())
                .putLong(AttributeValueConverter.micros(order.arrivedAt()))
                .array()));
    }

    static TokenOrder readOrder(@Nullable AttributeValue value) {
        if (value == null) {
            return TokenOrder.NONE;
        }
        ByteBuffer bytes = value.b().asByteBuffer();
        return new TokenOrder(
                bytes.getInt(),
                AttributeValueConverter.instant(bytes.getLong()),
                bytes.getInt(),
                AttributeValueConverter.instant(bytes.getLong()));
    }
}
