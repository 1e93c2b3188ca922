package io.taskgate.payload.jsonata;

import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Jsonata.JFunction;
import com.dashjoin.jsonata.Jsonata.JFunctionCallable;
import com.dashjoin.jsonata.Parser;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Rewrites the syntax tree of one expression, which is private to the library. Replaces regular expressions
/// by interruptible ones ([InterruptibleRegex]), and records the nodes that must evaluate to a function.
final class SyntaxTreeRewriter {

    private static final Field ROOT = open(Jsonata.class, "ast");
    private static final Field TYPE = open(Parser.Symbol.class, "type");
    private static final Field CALLED = open(Parser.Symbol.class, "procedure");
    private static final Field RIGHT = open(Parser.Symbol.class, "rhs");
    private static final List<Field> PARTS = Arrays.stream(Parser.Symbol.class.getDeclaredFields())
            .filter(field -> !field.isSynthetic() && !Modifier.isStatic(field.getModifiers()))
            .filter(field -> !field.getType().isPrimitive())
            .peek(field -> field.setAccessible(true))
            .toList();

    private static final Field PREDICATE = open(Parser.Symbol.class, "predicate");
    private static final Field GROUP = open(Parser.Symbol.class, "group");
    private static final Field VALUE = open(Parser.Symbol.class, "value");
    private static final Field THUNK = open(Parser.Symbol.class, "thunk");
    private static final Field UPDATE = open(Parser.Symbol.class, "update");
    private static final List<Field> TUPLE =
            List.of(open(Parser.Symbol.class, "tuple"), open(Parser.Symbol.class, "focus"));
    private static final Field TRANSFORM = open(JFunction.class, "function");

    /// The effect of an expression on memory.
    enum Kind {
        /// Returns an existing value, or a value that a function created.
        OLD,
        NAME,
        NEW,
        PATH,
        LIST,
        CONCAT,
        WILDCARD,
        BIND,
        BLOCK,
        FUNCTION,
        TRANSFORM,
        /// The object whose fields a transform merges into another.
        UPDATE
    }

    /// The properties of the nodes of one tree, compared by identity. Thread-safe for reading.
    ///
    /// @param called the nodes whose value is called
    /// @param kinds  of all nodes
    /// @param tuples the steps that create tuples
    record Nodes(Set<Object> called, IdentityHashMap<Object, Kind> kinds, Set<Object> tuples) {

        /// The library creates additional nodes during the evaluation, which call functions.
        Kind kind(Object node) {
            return kinds.getOrDefault(node, Kind.OLD);
        }

        boolean isTuple(Object node) {
            return tuples.contains(node);
        }
    }

    private final IdentityHashMap<Object, Kind> kinds = new IdentityHashMap<>();
    private final Set<Object> tuples = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Object> called = Collections.newSetFromMap(new IdentityHashMap<>());

    private SyntaxTreeRewriter() {}

    /// @return the properties of its nodes
    static Nodes prepared(Jsonata expression) {
        SyntaxTreeRewriter tree = new SyntaxTreeRewriter();
        tree.walk(get(ROOT, expression));
        return new Nodes(tree.called, tree.kinds, tree.tuples);
    }

    /// Applies the limits to the function of a transform, which copies its argument.
    static void held(JFunction transform, EvaluationLimits bounds) {
        JFunctionCallable original = (JFunctionCallable) Objects.requireNonNull(get(TRANSFORM, transform));
        set(TRANSFORM, transform, (JFunctionCallable) (input, arguments) -> {
            bounds.step();
            bounds.requireText(arguments.isEmpty() ? null : arguments.getFirst());
            Object made = original.call(input, arguments);
            bounds.changed();
            bounds.madeDeep(made);
            return made;
        });
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
            set(field, symbol, new InterruptibleRegex(pattern));
        } else {
            walk(part);
        }
    }

    private void note(Parser.Symbol symbol) {
        kinds.putIfAbsent(symbol, kind(symbol));
        if (get(UPDATE, symbol) instanceof Parser.Symbol update) {
            kinds.put(update, Kind.UPDATE);
        }
        if (TUPLE.stream().anyMatch(field -> get(field, symbol) != null)) {
            tuples.add(symbol);
        }
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

    private static Kind kind(Parser.Symbol symbol) {
        String type = String.valueOf(get(TYPE, symbol));
        String value = String.valueOf(get(VALUE, symbol));
        Kind kind = switch (type) {
            case "path" -> Kind.PATH;
            case "name" -> Kind.NAME;
            case "binary" -> value.equals("&") ? Kind.CONCAT : value.equals("..") ? Kind.OLD : Kind.NEW;
            case "unary" -> value.equals("[") ? Kind.LIST : Kind.NEW;
            case "wildcard" -> Kind.WILDCARD;
            case "descendant" -> Kind.NEW;
            case "bind" -> Kind.BIND;
            case "block" -> Kind.BLOCK;
            // The deferred state of a tail call ends with the call.
            case "lambda" -> Boolean.TRUE.equals(get(THUNK, symbol)) ? Kind.OLD : Kind.FUNCTION;
            case "partial" -> Kind.FUNCTION;
            case "transform" -> Kind.TRANSFORM;
            default -> Kind.OLD;
        };
        boolean selects = get(PREDICATE, symbol) != null || get(GROUP, symbol) != null;
        return selects && (kind == Kind.OLD || kind == Kind.NAME) ? Kind.NEW : kind;
    }

    private static Field open(Class<?> type, String name) {
        try {
            Field field = type.getDeclaredField(name);
            field.setAccessible(true);
            return field;
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("Unsupported version of the JSONata library.", e);
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
