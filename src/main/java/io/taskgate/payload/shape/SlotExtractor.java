package io.taskgate.payload.shape;

import io.taskgate.payload.json.scan.JsonFragmentBuffer;
import io.taskgate.payload.json.scan.JsonScanner;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Fills the slots of a projection from one text. Belongs to one run.
final class SlotExtractor {

    private final JsonScanner text;
    private final ProjectionBuffers scratch;
    private final List<Projection.Slot> slots;
    private final PathTrie trie;

    SlotExtractor(JsonScanner text, ProjectionBuffers scratch, List<Projection.Slot> slots, PathTrie trie) {
        this.text = text;
        this.scratch = scratch;
        this.slots = slots;
        this.trie = trie;
    }

    void run() throws IOException {
        for (int slot = 0; slot < slots.size(); slot++) {
            if (slots.get(slot).many()) {
                scratch.kept(slot).write('[');
            }
        }
        text.readAll(p -> value(p, trie, 0));
        for (int slot = 0; slot < slots.size(); slot++) {
            if (slots.get(slot).many()) {
                scratch.kept(slot).write(']');
            }
        }
    }

    private int value(int p, PathTrie of, int depth) throws IOException {
        for (int slot : of.reached) {
            scratch.find(slot);
        }
        return of.slots.length > 0 ? kept(p, of, depth) : below(p, of, depth);
    }

    private int below(int p, PathTrie of, int depth) throws IOException {
        int b = text.at(p);
        if (b == '{') {
            return of.wantsFields() ? object(p, of, depth + 1) : text.value(p, depth);
        }
        return b == '[' && of.wantsElements() ? array(p, of, depth + 1) : text.value(p, depth);
    }

    private int object(int start, PathTrie of, int depth) throws IOException {
        JsonFragmentBuffer[] parts = scratch.parts(depth, of.picked.length);
        int p = text.openObject(start, depth);
        int wishes = of.fieldCount();
        int count = 0;
        boolean open = text.at(p) != '}';
        while (open) {
            if (wishes == 0) {
                p = ~text.members(p, depth, count);
                break;
            }
            p = text.member(p, depth, count++);
            long name = text.name();
            PathTrie field = of.field(name);
            int part = of.part(name);
            if (field == null && part < 0) {
                p = text.value(p, depth);
            } else {
                p = part < 0 ? value(p, Objects.requireNonNull(field), depth) : part(p, parts[part], field, depth);
                wishes--;
            }
            p = text.next(p, '}');
            open = p >= 0;
        }
        if (of.pick >= 0) {
            pick(begun(of.pick), of, parts);
        }
        return count == 0 ? p + 1 : ~p;
    }

    /// Copies a field of a pick. Further paths into it are matched against the copy.
    private int part(int p, JsonFragmentBuffer part, @Nullable PathTrie field, int depth) throws IOException {
        text.copyFrom(p, part);
        int after = text.value(p, depth);
        text.copyUpTo(after);
        if (field != null) {
            SlotExtractor within = within(part.bytes(), part.from(), part.from() + part.length(), field);
            within.text.readAll(q -> within.value(q, field, depth));
        }
        return after;
    }

    /// Writes an object of some of the fields, in the order of the pick.
    private static void pick(JsonFragmentBuffer to, PathTrie of, JsonFragmentBuffer[] parts) {
        int open = '{';
        for (int i = 0; i < of.picked.length; i++) {
            JsonFragmentBuffer part = parts[i];
            if (part.length() > 0) {
                to.write(open);
                to.write(of.picked[i].text());
                to.write(part.bytes(), part.from(), part.from() + part.length());
                open = ',';
            }
        }
        if (open == '{') {
            to.write('{');
        }
        to.write('}');
    }

    private int array(int start, PathTrie of, int depth) throws IOException {
        int p = text.openArray(start, depth);
        int count = 0;
        boolean open = text.at(p) != ']';
        while (open) {
            PathTrie element = of.element(count++);
            p = text.next(element == null ? text.value(p, depth) : value(p, element, depth), ']');
            open = p >= 0;
        }
        for (PathTrie missing : of.beyond(count)) {
            for (int slot : missing.many) {
                scratch.find(slot);
            }
        }
        return count == 0 ? p + 1 : ~p;
    }

    /// Copies a value that is needed itself. Further paths into it are matched against the copy.
    private int kept(int p, PathTrie of, int depth) throws IOException {
        JsonFragmentBuffer first = begun(of.slots[0]);
        int start = first.length();
        text.copyFrom(p, first);
        int after = text.value(p, depth);
        text.copyUpTo(after);
        int from = first.from() + start;
        int to = first.from() + first.length();
        for (int i = 1; i < of.slots.length; i++) {
            begun(of.slots[i]).write(first.bytes(), from, to);
        }
        if (of.wantsFields() || of.wantsElements()) {
            SlotExtractor within = within(first.bytes(), from, to, of);
            within.text.readAll(q -> within.below(q, of, depth));
        }
        return after;
    }

    private SlotExtractor within(byte[] kept, int from, int to, PathTrie of) {
        return new SlotExtractor(new JsonScanner(kept, from, to), scratch, slots, of);
    }

    private JsonFragmentBuffer begun(int slot) {
        scratch.find(slot);
        JsonFragmentBuffer kept = scratch.kept(slot);
        if (slots.get(slot).many()) {
            kept.begin();
        }
        return kept;
    }
}
