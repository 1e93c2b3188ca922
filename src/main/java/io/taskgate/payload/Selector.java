package io.taskgate.payload;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One run of a projection over a text: fills its slots. Belongs to one run.
final class Selector {

    private static final byte[] OPEN_LIST = {'['};

    private final JsonScanner text;
    private final Scratch scratch;
    private final List<Projection.Slot> slots;
    private final Wanted wanted;

    Selector(JsonScanner text, Scratch scratch, List<Projection.Slot> slots, Wanted wanted) {
        this.text = text;
        this.scratch = scratch;
        this.slots = slots;
        this.wanted = wanted;
    }

    void run() throws IOException {
        for (int slot = 0; slot < slots.size(); slot++) {
            if (slots.get(slot).many()) {
                scratch.kept(slot).write(OPEN_LIST);
            }
        }
        text.whole(p -> value(p, wanted, 0));
        for (int slot = 0; slot < slots.size(); slot++) {
            if (slots.get(slot).many()) {
                scratch.kept(slot).write(']');
            }
        }
    }

    private int value(int p, Wanted of, int depth) throws IOException {
        for (int slot : of.reached) {
            scratch.find(slot);
        }
        return of.slots.length > 0 ? kept(p, of, depth) : below(p, of, depth);
    }

    private int below(int p, Wanted of, int depth) throws IOException {
        int b = text.at(p);
        if (b == '{') {
            return of.pick >= 0
                    ? picked(p, of, depth + 1)
                    : of.wantsFields() ? object(p, of, depth + 1) : text.value(p, depth);
        }
        return b == '[' && of.wantsElements() ? array(p, of, depth + 1) : text.value(p, depth);
    }

    private int object(int start, Wanted of, int depth) throws IOException {
        int p = text.openObject(start, depth);
        if (text.at(p) == '}') {
            return p + 1;
        }
        int wishes = of.fieldCount();
        int count = 0;
        while (true) {
            p = text.member(p, depth, count++);
            Wanted field = of.field(text.name());
            if (field == null) {
                p = text.value(p, depth);
            } else {
                p = value(p, field, depth);
                wishes--;
            }
            p = text.next(p, '}');
            if (p < 0) {
                return ~p;
            }
            if (wishes == 0) {
                return text.members(p, depth, count);
            }
        }
    }

    private int array(int start, Wanted of, int depth) throws IOException {
        int p = text.openArray(start, depth);
        int count = 0;
        boolean open = text.at(p) != ']';
        while (open) {
            Wanted element = of.element(count++);
            p = text.next(element == null ? text.value(p, depth) : value(p, element, depth), ']');
            open = p >= 0;
        }
        for (Wanted missing : of.beyond(count)) {
            for (int slot : missing.many) {
                scratch.find(slot);
            }
        }
        return count == 0 ? p + 1 : ~p;
    }

    /// The value is wanted itself. What is wanted of it besides is looked for in what was kept.
    private int kept(int p, Wanted of, int depth) throws IOException {
        Kept first = begun(of.slots[0]);
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
            JsonScanner inner = new JsonScanner(first.bytes(), from, to);
            Selector within = new Selector(inner, scratch, slots, of);
            inner.whole(q -> within.below(q, of, depth));
        }
        return after;
    }

    private Kept begun(int slot) {
        scratch.find(slot);
        Kept kept = scratch.kept(slot);
        if (slots.get(slot).many()) {
            kept.begin();
        }
        return kept;
    }

    /// An object of some of the fields, in the order of the wish.
    private int picked(int start, Wanted of, int depth) throws IOException {
        @Nullable Kept[] parts = new Kept[of.picked.length];
        int p = text.openObject(start, depth);
        int count = 0;
        boolean open = text.at(p) != '}';
        while (open) {
            p = text.member(p, depth, count++);
            int part = partOf(of, text.name());
            if (part >= 0) {
                Kept kept = new Kept();
                parts[part] = kept;
                text.copyFrom(p, kept);
                p = text.value(p, depth);
                text.copyUpTo(p);
            } else {
                p = text.value(p, depth);
            }
            p = text.next(p, '}');
            open = p >= 0;
        }
        write(begun(of.pick), of, parts);
        return count == 0 ? p + 1 : ~p;
    }

    private static int partOf(Wanted of, long name) {
        for (int i = 0; i < of.picked.length; i++) {
            if (of.picked[i].known() == name) {
                return i;
            }
        }
        return -1;
    }

    private static void write(Kept to, Wanted of, @Nullable Kept[] parts) {
        int open = '{';
        for (int i = 0; i < parts.length; i++) {
            Kept part = parts[i];
            if (part != null) {
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
}
