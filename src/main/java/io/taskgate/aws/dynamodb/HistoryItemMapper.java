package io.taskgate.aws.dynamodb;

import io.taskgate.callback.model.Callback.HistoryEntry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Maps the history of a callback to a list of binary entries, and back: the time in seven bytes of microseconds, the
/// event and the detail, each as the number of a known word or as a text. Sizes of a request are two numbers.
final class HistoryItemMapper {

    /// Words by their number, from 1. Append only: items hold the numbers.
    private static final List<String> WORDS = List.of(
            "registered",
            "request published",
            "settled",
            "ended",
            "answered early",
            "registered, answer was here",
            "late answer kept",
            "report taken over",
            "report tried again",
            "ambiguous",
            "reconciled",
            "redriven",
            "task gone",
            "transferred",
            "links revoked",
            "result refused",
            "different answer refused",
            "SUCCESS",
            "FAILURE",
            "HEARTBEAT_TIMEOUT",
            "TIMEOUT",
            "CANCEL",
            "DELIVERED",
            "CLOSED",
            "REJECTED",
            "EXPIRED",
            "CANCELLED");

    private static final int ABSENT = 0;

    /// The marker of a text, which follows with its length in two bytes.
    private static final int TEXT = 255;

    /// The marker of the sizes of a request, two numbers of four bytes.
    private static final int SIZES = 254;

    private static final Pattern SIZES_FORM = Pattern.compile("([0-9]{1,9}) B in, ([0-9]{1,9}) B out");

    private static final int TIME_BYTES = 7;

    private HistoryItemMapper() {}

    static AttributeValue write(List<HistoryEntry> entries) {
        return AttributeValue.fromL(
                entries.stream().map(HistoryItemMapper::write).toList());
    }

    private static AttributeValue write(HistoryEntry entry) {
        byte[] event = word(entry.event());
        byte[] detail = word(entry.detail());
        ByteBuffer bytes = ByteBuffer.allocate(TIME_BYTES + event.length + detail.length);
        long micros = AttributeValueConverter.micros(entry.at());
        bytes.put((byte) (micros >> 48)).putShort((short) (micros >> 32)).putInt((int) micros);
        return AttributeValue.fromB(
                SdkBytes.fromByteArray(bytes.put(event).put(detail).array()));
    }

    private static byte[] word(@Nullable String word) {
        if (word == null) {
            return new byte[] {ABSENT};
        }
        int number = WORDS.indexOf(word) + 1;
        if (number > 0) {
            return new byte[] {(byte) number};
        }
        Matcher sizes = SIZES_FORM.matcher(word);
        if (sizes.matches() && word.equals(sizes(integer(sizes, 1), integer(sizes, 2)))) {
            return ByteBuffer.allocate(9)
                    .put((byte) SIZES)
                    .putInt(integer(sizes, 1))
                    .putInt(integer(sizes, 2))
                    .array();
        }
        byte[] text = word.getBytes(StandardCharsets.UTF_8);
        if (text.length > Character.MAX_VALUE) {
            throw new IllegalArgumentException("The text of a history entry is too long.");
        }
        return ByteBuffer.allocate(3 + text.length)
                .put((byte) TEXT)
                .putShort((short) text.length)
                .put(text)
                .array();
    }

    private static int integer(Matcher sizes, int group) {
        return Integer.parseInt(sizes.group(group));
    }

    private static String sizes(int in, int out) {
        return in + " B in, " + out + " B out";
    }

    static List<HistoryEntry> read(List<AttributeValue> entries) {
        return entries.stream()
                .map(entry -> read(ByteBuffer.wrap(entry.b().asByteArray())))
                .toList();
    }

    private static HistoryEntry read(ByteBuffer bytes) {
        long micros =
                ((long) bytes.get() << 48) | ((bytes.getShort() & 0xFFFFL) << 32) | (bytes.getInt() & 0xFFFF_FFFFL);
        Instant at = AttributeValueConverter.instant(micros);
        String event = readWord(bytes);
        if (event == null) {
            throw new IllegalStateException("A history entry of the ledger item has no event.");
        }
        return new HistoryEntry(at, event, readWord(bytes));
    }

    private static @Nullable String readWord(ByteBuffer bytes) {
        int number = bytes.get() & 0xFF;
        if (number == ABSENT) {
            return null;
        }
        if (number == TEXT) {
            byte[] text = new byte[bytes.getShort() & 0xFFFF];
            bytes.get(text);
            return new String(text, StandardCharsets.UTF_8);
        }
        if (number == SIZES) {
            return sizes(bytes.getInt(), bytes.getInt());
        }
        // A newer version may know more words.
        return number <= WORDS.size() ? WORDS.get(number - 1) : "event " + number;
    }
}
