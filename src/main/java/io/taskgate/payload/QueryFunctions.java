package io.taskgate.payload;

import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Jsonata.Frame;
import com.dashjoin.jsonata.Jsonata.JFunction;
import com.dashjoin.jsonata.Utils;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The functions that expressions find: JSONata's own, each held to the bounds, without `$eval`, and those that Step
/// Functions adds. (Source: Step Functions guide, "Transforming data with JSONata", 2026-08.)
final class QueryFunctions {

    /// The library gives a name, which partial application needs, only to what has a method. Ours is never called.
    private static final String ANY_METHOD = "sum";

    /// JSONata's own functions with their signatures, as the library registers them.
    private static final List<String> OWN =
            List.of(("sum<a<n>:n> count<a:n> max<a<n>:n> min<a<n>:n> average<a<n>:n> string<x-b?:s> "
                            + "substring<s-nn?:s> substringBefore<s-s:s> substringAfter<s-s:s> lowercase<s-:s> "
                            + "uppercase<s-:s> length<s-:n> trim<s-:s> pad<s-ns?:s> match<s-f<s:o>n?:a<o>> "
                            + "contains<s-(sf):b> replace<s-(sf)(sf)n?:s> split<s-(sf)n?:a<s>> join<a<s>s?:s> "
                            + "formatNumber<n-so?:s> formatBase<n-n?:s> formatInteger<n-s:s> parseInteger<s-s:n> "
                            + "number<(nsb)-:n> floor<n-:n> ceil<n-:n> round<n-n?:n> abs<n-:n> sqrt<n-:n> "
                            + "power<n-n:n> boolean<x-:b> not<x-:b> map<af> zip<a+> filter<af> single<af?> "
                            + "reduce<afj?:j> sift<o-f?:o> keys<x-:a<s>> lookup<x-s:x> append<xx:a> exists<x:b> "
                            + "spread<x-:a<o>> merge<a<o>:o> reverse<a:a> each<o-f:a> error<s?:x> assert<bs?:x> "
                            + "type<x:s> sort<af?:a> shuffle<a:a> distinct<x:x> base64encode<s-:s> "
                            + "base64decode<s-:s> encodeUrlComponent<s-:s> encodeUrl<s-:s> "
                            + "decodeUrlComponent<s-:s> decodeUrl<s-:s> toMillis<s-s?:n> fromMillis<n-s?s?:s> "
                            + "clone<(oa)-:o> now<s?s?:s> millis<:n>")
                    .split(" "));

    private static final Map<String, JFunction> FUNCTIONS = functions();

    private QueryFunctions() {}

    private static Map<String, JFunction> functions() {
        Map<String, JFunction> functions = new HashMap<>();
        for (String own : OWN) {
            int signature = own.indexOf('<');
            String name = own.substring(0, signature);
            functions.put(name, new Bounded(name, own.substring(signature)));
        }
        Stream.of(
                        new Added("eval", "<sx?:x>", 2, _ -> {
                            throw EvaluationException.query("$eval is not offered");
                        }),
                        // What the library calls when a function without a name is applied to some of its arguments.
                        new Added("null", "<x*:x>", 0, _ -> {
                            throw EvaluationException.query("applies a function partially that has no name");
                        }),
                        new Added("partition", "<an:a>", 2, given -> partition(list(given, 0), number(given, 1))),
                        new Added(
                                "range",
                                "<nnn:a>",
                                3,
                                given -> range(number(given, 0), number(given, 1), number(given, 2))),
                        new Added("hash", "<xs?:s>", 2, QueryFunctions::hash),
                        new Added("random", "<n?:n>", 1, QueryFunctions::random),
                        new Added("uuid", "<:s>", 0, _ -> UUID.randomUUID().toString()),
                        new Added("parse", "<s:x>", 1, given -> parse(text(given, 0))))
                .forEach(added -> functions.put(added.name, added));
        return Map.copyOf(functions);
    }

    /// Of all functions that give a value.
    static java.util.Set<String> names() {
        return FUNCTIONS.keySet().stream()
                .filter(name -> !name.equals("eval") && !name.equals("null"))
                .collect(Collectors.toSet());
    }

    static void bind(Frame frame) {
        FUNCTIONS.forEach((name, function) -> frame.bind(name, (Object) function));
    }

    /// A function that is not among JSONata's own.
    private static final class Added extends JFunction {

        private final String name;
        private final int parameters;
        private final Function<List<?>, @Nullable Object> body;

        Added(String name, String signature, int parameters, Function<List<?>, @Nullable Object> body) {
            super(name, signature, Functions.class, null, ANY_METHOD);
            this.name = name;
            this.parameters = parameters;
            this.body = body;
        }

        @Override
        @SuppressWarnings("rawtypes") // the library's
        public @Nullable Object call(Object input, List arguments) {
            return body.apply(arguments);
        }

        @Override
        public int getNumberOfArgs() {
            return parameters;
        }
    }

    /// One of JSONata's own functions, held to the bounds of the thread that it is called on.
    private static final class Bounded extends JFunction {

        private final String name;
        private final JFunction original;

        Bounded(String name, String signature) {
            super(name, signature, Functions.class, null, ANY_METHOD);
            this.name = name;
            this.original = (JFunction)
                    Objects.requireNonNull(Jsonata.jsonata("$" + name).evaluate(null, new Frame(null)), name);
        }

        @Override
        @SuppressWarnings("rawtypes") // the library's
        public @Nullable Object call(Object input, List arguments) {
            QueryBounds bounds = QueryBounds.ofThread();
            bounds.step();
            Object result = new QueryTexts(original, input, bounds).call(name, arguments);
            bounds.made(result);
            bounds.checkMemory();
            return result;
        }

        @Override
        public int getNumberOfArgs() {
            return original.getNumberOfArgs();
        }
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
                .call(List.of(data, com.fasterxml.jackson.databind.node.TextNode.valueOf(algorithm)), List.of())
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
