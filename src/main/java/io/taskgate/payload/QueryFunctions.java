package io.taskgate.payload;

import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Jsonata.Frame;
import com.dashjoin.jsonata.Jsonata.JFunction;
import com.dashjoin.jsonata.Jsonata.JFunctionCallable;
import com.dashjoin.jsonata.Utils;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The functions that expressions find: JSONata's own, each held to the bounds, without `$eval`, and those that Step
/// Functions adds. (Source: Step Functions guide, "Transforming data with JSONata", 2026-08.)
final class QueryFunctions {

    private static final int MAX_PAD = 1_000_000;

    private static final List<String> OWN = List.of(
            ("sum count max min average string substring substringBefore substringAfter lowercase uppercase length trim pad "
                            + "match contains replace split join formatNumber formatBase formatInteger parseInteger number "
                            + "floor ceil round abs sqrt power boolean not map zip filter single reduce sift keys lookup "
                            + "append exists spread merge reverse each error assert type sort shuffle distinct base64encode "
                            + "base64decode encodeUrlComponent encodeUrl decodeUrlComponent decodeUrl toMillis fromMillis "
                            + "clone now millis")
                    .split(" "));

    private static final Map<String, JFunction> ORIGINALS =
            OWN.stream().collect(Collectors.toUnmodifiableMap(name -> name, QueryFunctions::original));

    private QueryFunctions() {}

    private static JFunction original(String name) {
        Jsonata lookup = Jsonata.jsonata("$" + name);
        return (JFunction) Objects.requireNonNull(lookup.evaluate(null, new Frame(null)), name);
    }

    static void bind(Frame frame, QueryBounds bounds) {
        ORIGINALS.forEach((name, original) -> frame.bind(name, new Bounded(original, bounds)));
        frame.bind("eval", function((_, _) -> {
            throw EvaluationException.query("$eval is not offered");
        }));
        frame.bind("partition", function((_, arguments) -> partition(list(arguments, 0), number(arguments, 1))));
        frame.bind("range", function((_, arguments) ->
                range(number(arguments, 0), number(arguments, 1), number(arguments, 2))));
        frame.bind("hash", function((_, arguments) -> hash(arguments)));
        frame.bind("random", function((_, arguments) -> random(arguments)));
        frame.bind("uuid", function((_, _) -> UUID.randomUUID().toString()));
        frame.bind("parse", function((_, arguments) -> parse(text(arguments, 0))));
    }

    /// One of JSONata's own functions, held to the bounds.
    private static final class Bounded extends JFunction {

        private final JFunction original;
        private final QueryBounds bounds;

        Bounded(JFunction original, QueryBounds bounds) {
            super(original, null);
            this.original = original;
            this.bounds = bounds;
        }

        @Override
        public Object call(Object input, List arguments) {
            bounds.step();
            for (Object argument : arguments) {
                if (argument instanceof Pattern pattern && arguments.getFirst() instanceof String text) {
                    bounds.made(pattern);
                    bounds.rehearse(pattern, text);
                }
            }
            if (original == ORIGINALS.get("pad") && Math.abs(number(arguments, 1)) > MAX_PAD) {
                throw EvaluationException.query("$pad to more than " + MAX_PAD + " characters is not offered");
            }
            Object result = original.call(input, arguments);
            bounds.made(result);
            bounds.checkMemory();
            return result;
        }

        @Override
        public Object validate(Object arguments, Object context) {
            return original.validate(arguments, context);
        }

        @Override
        public int getNumberOfArgs() {
            return original.getNumberOfArgs();
        }
    }

    private static JFunction function(JFunctionCallable body) {
        return new JFunction(body, null);
    }

    private static List<?> partition(List<?> whole, double size) {
        if (size < 1) {
            throw EvaluationException.query("$partition: its second argument must be 1 or more");
        }
        int step = (int) size;
        return Stream.iterate(0, i -> i < whole.size(), i -> i + step)
                .<Object>map(i -> new Utils.JList<Object>(whole.subList(i, Math.min(i + step, whole.size()))))
                .collect(Collectors.toCollection(Utils.JList::new));
    }

    /// A sequence: of one element, it is the element itself, as recorded from Step Functions.
    private static List<Object> range(double first, double last, double step) {
        if (step == 0 || (last - first) / step >= 1000) {
            throw EvaluationException.query("$range: its step must not be 0, and 1000 elements are the limit");
        }
        List<Object> sequence = Utils.createSequence();
        for (double i = first; step > 0 ? i <= last : i >= last; i += step) {
            sequence.add(Utils.convertNumber(i));
        }
        return sequence;
    }

    private static String hash(List<?> arguments) {
        JsonNode data = QueryValues.json(arguments.getFirst());
        String algorithm = arguments.size() > 1 ? text(arguments, 1) : "SHA-256";
        return Intrinsic.HASH
                .call(
                        List.of(data, com.fasterxml.jackson.databind.node.TextNode.valueOf(algorithm)),
                        List.of())
                .textValue();
    }

    private static double random(List<?> arguments) {
        return arguments.isEmpty()
                ? ThreadLocalRandom.current().nextDouble()
                : new Random((long) number(arguments, 0)).nextDouble();
    }

    private static @Nullable Object parse(String text) {
        try {
            return QueryValues.java(Json.parse(text.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw EvaluationException.query("$parse: " + e.getMessage());
        }
    }

    private static double number(List<?> arguments, int index) {
        if (index < arguments.size() && arguments.get(index) instanceof Number number) {
            return number.doubleValue();
        }
        throw EvaluationException.query("argument " + (index + 1) + " must be a number");
    }

    private static String text(List<?> arguments, int index) {
        if (index < arguments.size() && arguments.get(index) instanceof String text) {
            return text;
        }
        throw EvaluationException.query("argument " + (index + 1) + " must be a text");
    }

    private static List<?> list(List<?> arguments, int index) {
        if (index < arguments.size() && arguments.get(index) instanceof List<?> list) {
            return list;
        }
        throw EvaluationException.query("argument " + (index + 1) + " must be an array");
    }
}
