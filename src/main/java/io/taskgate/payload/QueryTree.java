package io.taskgate.payload;

import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Parser;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The syntax tree of one expression, which the library keeps to itself. Regular expressions are replaced in it
/// by ones
/// that can be stopped ([QueryRegex]), and what stands where a function must be is noted.
final class QueryTree {

    private static final Field ROOT = open(Jsonata.class, "ast");
    private static final Field TYPE = open(Parser.Symbol.class, "type");
    private static final Field CALLED = open(Parser.Symbol.class, "procedure");
    private static final Field RIGHT = open(Parser.Symbol.class, "rhs");
    private static final List<Field> PARTS = Arrays.stream(Parser.Symbol.class.getDeclaredFields())
            .filter(field -> !field.isSynthetic() && !Modifier.isStatic(field.getModifiers()))
            .filter(field -> !field.getType().isPrimitive())
            .peek(field -> field.setAccessible(true))
            .toList();

    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Object> called = Collections.newSetFromMap(new IdentityHashMap<>());

    private QueryTree() {}

    /// @return the nodes whose value is going to be called; compared by identity, to be read by many threads
    static Set<Object> prepared(Jsonata expression) {
        QueryTree tree = new QueryTree();
        tree.walk(get(ROOT, expression));
        return tree.called;
    }

    private void walk(@Nullable Object part) {
        switch (part) {
            case Parser.Symbol symbol
            when seen.add(symbol) -> {
                note(symbol);
                PARTS.forEach(field -> part(symbol, field));
            }
            case Collection<?> parts -> parts.forEach(this::walk);
            case Object[] parts -> Arrays.asList(parts).forEach(this::walk);
            case null, default -> {}
        }
    }

    private void part(Parser.Symbol symbol, Field field) {
        Object part = get(field, symbol);
        if (part instanceof Pattern pattern) {
            set(field, symbol, new QueryRegex(pattern));
        } else {
            walk(part);
        }
    }

    private void note(Parser.Symbol symbol) {
        Object procedure = get(CALLED, symbol);
        if (procedure != null) {
            called.add(procedure);
        }
        if ("apply".equals(get(TYPE, symbol))
                && get(RIGHT, symbol) instanceof Parser.Symbol right
                && !"function".equals(get(TYPE, right))) {
            called.add(right);
        }
    }

    private static Field open(Class<?> type, String name) {
        try {
            Field field = type.getDeclaredField(name);
            field.setAccessible(true);
            return field;
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("another version of the JSONata library", e);
        }
    }

    private static @Nullable Object get(Field field, Object of) {
        try {
            return field.get(of);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void set(Field field, Object of, Object value) {
        try {
            field.set(of, value);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
