package io.taskgate.payload.json;

import io.taskgate.payload.json.scan.JsonSkipper;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// Feeds a text to a digest in the same way as [CanonicalJson] feeds a tree, without building the tree.
/// Members are sorted: a first pass records the number of values and the end of each object and array. Not
/// thread-safe.
final class CanonicalJsonDigester {

    /// The fields that are recorded for each object and array, in the order of their starts.
    private static final int MEMBERS = 0;

    private static final int END = 1;
    private static final int NEXT = 2;
    private static final int NOTES = 3;

    /// A member of an object: the position of its value, and the number of the first object or array at or
    /// after it.
    private record Member(String name, int value, int container) {}

    private final byte[] json;
    private final DigestBuffer out;
    private int[] notes = new int[16 * NOTES];
    private int at;
    private int container;

    private CanonicalJsonDigester(byte[] json, MessageDigest digest) {
        this.json = json;
        this.out = new DigestBuffer(digest);
    }

    /// @param json valid and compact
    static void feed(MessageDigest digest, byte[] json) {
        CanonicalJsonDigester text = new CanonicalJsonDigester(json, digest);
        text.takeNotes();
        text.value();
        text.out.flush();
    }

    private void takeNotes() {
        int[] open = new int[16];
        int depth = 0;
        int count = 0;
        int i = 0;
        while (i < json.length) {
            switch (json[i]) {
                case '"' -> i = JsonSkipper.stringEnd(json, i) - 1;
                case '{', '[' -> {
                    if (depth == open.length) {
                        open = Arrays.copyOf(open, 2 * depth);
                    }
                    if ((count + 1) * NOTES > notes.length) {
                        notes = Arrays.copyOf(notes, 2 * notes.length);
                    }
                    notes[count * NOTES + MEMBERS] = json[i + 1] == '}' || json[i + 1] == ']' ? 0 : 1;
                    open[depth++] = count++ * NOTES;
                }
                case ',' -> notes[open[depth - 1] + MEMBERS]++;
                case '}', ']' -> {
                    int closed = open[--depth];
                    notes[closed + END] = i + 1;
                    notes[closed + NEXT] = count;
                }
                default -> {}
            }
            i++;
        }
    }

    /// Digests the value at `at` and moves `at` to its end.
    private void value() {
        switch (json[at]) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            case 't', 'f', 'n' -> literal();
            default -> number();
        }
    }

    private void array() {
        int number = container++;
        int members = notes[number * NOTES + MEMBERS];
        out.tag('[', members);
        for (int i = 0; i < members; i++) {
            at++;
            value();
        }
        at = notes[number * NOTES + END];
    }

    private void object() {
        int number = container++;
        int count = notes[number * NOTES + MEMBERS];
        out.tag('{', count);
        List<Member> members = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            at++;
            members.add(member());
        }
        // Ordered by UTF-16 units, as names in a TreeMap.
        members.sort(Comparator.comparing(Member::name));
        for (Member member : members) {
            out.tag('k', member.name());
            at = member.value();
            container = member.container();
            value();
        }
        at = notes[number * NOTES + END];
        container = notes[number * NOTES + NEXT];
    }

    /// Records the member at `at` and moves behind its value.
    private Member member() {
        int end = JsonSkipper.stringEnd(json, at);
        Member member = new Member(text(at, end), end + 1, container);
        at = end + 1;
        if (json[at] == '{' || json[at] == '[') {
            int number = container;
            at = notes[number * NOTES + END];
            container = notes[number * NOTES + NEXT];
        } else {
            at = JsonSkipper.end(json, at);
        }
        return member;
    }

    private void string() {
        int end = JsonSkipper.stringEnd(json, at);
        if (isPlain(at + 1, end - 1)) {
            out.tag('s', json, at + 1, end - 1);
        } else {
            out.tag('s', text(at, end));
        }
        at = end;
    }

    private void literal() {
        int end = JsonSkipper.scalarEnd(json, at);
        out.tag('l', json, at, end);
        at = end;
    }

    private void number() {
        int end = JsonSkipper.scalarEnd(json, at);
        int digits = isInteger(end) ? end : 0;
        while (digits > at && json[digits - 1] == '0') {
            digits--;
        }
        if (digits > at) {
            out.tag('n', json, at, digits, "e" + (end - digits));
        } else {
            String text = new String(json, at, end - at, StandardCharsets.US_ASCII);
            out.tag('n', CanonicalJson.number(new BigDecimal(text)));
        }
        at = end;
    }

    private boolean isInteger(int end) {
        for (int i = at; i < end; i++) {
            if (json[i] == '.' || json[i] == 'E') {
                return false;
            }
        }
        return true;
    }

    /// @param from the opening quote
    /// @param to   the position after the closing quote
    private String text(int from, int to) {
        return isPlain(from + 1, to - 1)
                ? new String(json, from + 1, to - from - 2, StandardCharsets.UTF_8)
                : Json.parseTrusted(Arrays.copyOfRange(json, from, to)).textValue();
    }

    private boolean isPlain(int from, int to) {
        for (int i = from; i < to; i++) {
            if (json[i] == '\\') {
                return false;
            }
        }
        return true;
    }
}
