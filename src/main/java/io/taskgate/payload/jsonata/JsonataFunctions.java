package io.taskgate.payload.jsonata;

import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Jsonata.Frame;
import com.dashjoin.jsonata.Jsonata.JFunction;
import com.dashjoin.jsonata.Utils;
import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.payload.EvaluationException;
import io.taskgate.payload.intrinsic.IntrinsicFunction;
import io.taskgate.payload.json.scan.JsonTreeBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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

/// The functions of JSONata, each within the evaluation limits and without `$eval`, and the functions that
/// Step Functions adds. (Source: Step Functions guide, "Transforming data with JSONata", 2026-08.)
public final class JsonataFunctions {

    /// Partial application needs a name, and the library names only functions that have a method. This one is
    /// never called.
    private static final String ANY_METHOD = "sum";

    /// The built-in functions and their signatures, as the library registers them.
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

    private JsonataFunctions() {}

    private static Map<String, JFunction> functions() {
        Map<String, JFunction> functions = new HashMap<>();
        for (String own : OWN) {
            int signature = own.indexOf('<');
            String name = own.substring(0, signature);
            functions.put(name, new Bounded(name, own.substring(signature)));
        }
        Stream.of(
                        new Added("eval", "<sx?:x>", 2, _ -> {
                            throw EvaluationException.query("$eval is not supported.");
                        }),
                        // Called by the library for the partial application of an unnamed function.
                        new Added("null", "<x*:x>", 0, _ -> {
                            throw EvaluationException.query(
                                    "Partial application of an unnamed function is not supported.");
                        }),
                        new Added("partition", "<an:a>", 2, given -> partition(list(given, 0), number(given, 1))),
                        new Added(
                                "range",
                                "<nnn:a>",
                                3,
                                given -> range(number(given, 0), number(given, 1), number(given, 2))),
                        new Added("hash", "<xs?:s>", 2, JsonataFunctions::hash),
                        new Added("random", "<n?:n>", 1, JsonataFunctions::random),
                        new Added("uuid", "<:s>", 0, _ -> UUID.randomUUID().toString()),
                        new Added("parse", "<s:x>", 1, given -> parse(text(given, 0))))
                .forEach(added -> functions.put(added.name, added));
        return Map.copyOf(functions);
    }

    /// Returns the names of all functions that return a value.
    public static java.util.Set<String> names() {
        return FUNCTIONS.keySet().stream()
                .filter(name -> !name.equals("eval") && !name.equals("null"))
                .collect(Collectors.toSet());
    }

    static void bind(Frame frame) {
        FUNCTIONS.forEach((name, function) -> frame.bind(name, (Object) function));
    }

    /// A function in addition to those of JSONata.
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
            EvaluationLimits bounds = EvaluationLimits.ofThread();
            bounds.step();
            if (!arguments.isEmpty()) {
                bounds.requireText(arguments.getFirst());
            }
            Object made = body.apply(arguments);
            bounds.madeDeep(made);
            bounds.step();
            return made;
        }

        @Override
        public int getNumberOfArgs() {
            return parameters;
        }
    }

    /// A built-in function within the limits of the calling thread.
    private static final class Bounded extends JFunction {

        /// The size of one encoded character, including temporary copies, in bytes.
        private static final double ENCODED = 36;

        private static final int MAX_URL = 16_384;

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
            EvaluationLimits bounds = EvaluationLimits.ofThread();
            bounds.step();
            List<@Nullable Object> given = new ArrayList<@Nullable Object>(arguments);
            PictureStringValidator.check(name, given);
            try {
                Object result = called(bounds, input, given);
                bounds.step();
                return result;
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }

        private @Nullable Object called(EvaluationLimits bounds, Object input, List<@Nullable Object> given)
                throws Throwable {
            LimitedArrayFunctions lists = new LimitedArrayFunctions(bounds);
            return switch (name) {
                case "zip" -> lists.zip(given);
                case "reduce" -> lists.reduce(given);
                case "spread" -> shallow(bounds, lists.spread(given.getFirst()));
                case "distinct" -> lists.distinct(given.getFirst());
                case "lookup", "single" -> original.call(input, given);
                case "clone" -> {
                    bounds.requireText(given.getFirst());
                    Object copy = original.call(input, given);
                    bounds.madeDeep(copy);
                    yield copy;
                }
                case "append", "sort", "reverse", "shuffle" -> {
                    bounds.requireRoom(ValueSizeEstimator.ELEMENT * elements(given));
                    yield shallow(bounds, original.call(input, given));
                }
                case "string" -> {
                    Object value = given.getFirst();
                    bounds.requireText(value);
                    if (given.size() > 1 && Boolean.TRUE.equals(given.get(1))) {
                        bounds.requireRoom(2 * LimitedStringFunctions.indents(value, 0));
                    }
                    yield shallow(bounds, original.call(input, given));
                }
                case "join" ->
                    given.getFirst() instanceof List<?> parts
                            ? shallow(bounds, new LimitedStringFunctions(bounds).join(parts, text(given, 1)))
                            : shallow(bounds, original.call(input, given));
                default ->
                    given.isEmpty() || !(given.getFirst() instanceof String text)
                            ? shallow(bounds, original.call(input, given))
                            : ofText(bounds, input, text, given);
            };
        }

        private @Nullable Object ofText(
                EvaluationLimits bounds, Object input, String text, List<@Nullable Object> given) throws Throwable {
            LimitedStringFunctions texts = new LimitedStringFunctions(bounds);
            return switch (name) {
                case "match" -> texts.match(text, given.get(1), count(given, 2));
                case "split" -> texts.split(text, given.get(1), count(given, 2));
                case "contains" -> texts.contains(text, given.get(1));
                case "replace" -> shallow(bounds, texts.replace(text, given.get(1), given.get(2), count(given, 3)));
                case "uppercase" -> shallow(bounds, texts.uppercase(text));
                case "lowercase" -> shallow(bounds, texts.lowercase(text));
                case "pad" ->
                    given.get(1) instanceof Number width
                            ? shallow(bounds, texts.pad(text, width.doubleValue(), text(given, 2)))
                            : original.call(input, given);
                case "substringBefore", "substringAfter" -> {
                    String part = text(given, 1);
                    yield part == null
                            ? shallow(bounds, original.call(input, given))
                            : shallow(
                                    bounds,
                                    name.equals("substringBefore")
                                            ? texts.before(text, part)
                                            : texts.after(text, part));
                }
                case "encodeUrlComponent", "encodeUrl" -> {
                    bounds.requireRoom(ENCODED * (double) text.length());
                    if (name.equals("encodeUrl") && text.length() > MAX_URL) {
                        throw EvaluationException.query("$encodeUrl: The text exceeds " + MAX_URL + " characters.");
                    }
                    yield shallow(bounds, original.call(input, given));
                }
                default -> shallow(bounds, original.call(input, given));
            };
        }

        private static @Nullable Object shallow(EvaluationLimits bounds, @Nullable Object made) {
            bounds.madeShallow(made);
            return made;
        }

        private static double elements(List<@Nullable Object> given) {
            double elements = 0;
            for (Object argument : given) {
                elements += argument instanceof List<?> list ? list.size() : 1;
            }
            return elements;
        }

        private static @Nullable String text(List<@Nullable Object> given, int index) {
            return index < given.size() && given.get(index) instanceof String text ? text : null;
        }

        private static @Nullable Number count(List<@Nullable Object> given, int index) {
            return index < given.size() && given.get(index) instanceof Number number ? number : null;
        }

        @Override
        public int getNumberOfArgs() {
            return original.getNumberOfArgs();
        }
    }

    private static List<?> partition(List<?> whole, double size) {
        if (size < 1) {
            throw EvaluationException.query("$partition: The second argument must be 1 or more.");
        }
        int step = (int) size;
        EvaluationLimits.ofThread()
                .requireRoom(ValueSizeEstimator.ELEMENT * whole.size() + 80.0 * (whole.size() / step + 1));
        return Stream.iterate(0, i -> i < whole.size(), i -> i + step)
                .<Object>map(i -> new Utils.JList<Object>(whole.subList(i, Math.min(i + step, whole.size()))))
                .collect(Collectors.toCollection(Utils.JList::new));
    }

    /// Returns a sequence; a single element is returned itself, as recorded from Step Functions.
    private static List<Object> range(double first, double last, double step) {
        if (step == 0 || (last - first) / step >= 1000) {
            throw EvaluationException.query(
                    "$range: The step must not be 0, and the range can have at most 1000 elements.");
        }
        List<Object> sequence = Utils.createSequence();
        // If a number is so large that adding the step does not change it, the loop would never end.
        double i = first;
        for (int n = 0; n < 1000 && (step > 0 ? i <= last : i >= last); n++) {
            sequence.add(Utils.convertNumber(i));
            double next = i + step;
            if (next == i) {
                break;
            }
            i = next;
        }
        return sequence;
    }

    private static String hash(List<?> arguments) {
        JsonNode data = JsonataValueConverter.json(arguments.getFirst());
        String algorithm = arguments.size() > 1 ? text(arguments, 1) : "SHA-256";
        return IntrinsicFunction.HASH
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
            EvaluationLimits bounds = EvaluationLimits.ofThread();
            return JsonataValueConverter.java(
                    JsonTreeBuilder.read(
                            text.getBytes(StandardCharsets.UTF_8),
                            bounds.limits().made() / 2),
                    bounds::requireMore);
        } catch (IOException e) {
            throw EvaluationException.query("$parse: " + e.getMessage());
        }
    }

    private static double number(List<?> arguments, int index) {
        if (index < arguments.size() && arguments.get(index) instanceof Number number) {
            return number.doubleValue();
        }
        throw EvaluationException.query("Argument " + (index + 1) + " must be a number.");
    }

    private static String text(List<?> arguments, int index) {
        if (index < arguments.size() && arguments.get(index) instanceof String text) {
            return text;
        }
        throw EvaluationException.query("Argument " + (index + 1) + " must be a string.");
    }

    private static List<?> list(List<?> arguments, int index) {
        if (index < arguments.size() && arguments.get(index) instanceof List<?> list) {
            return list;
        }
        throw EvaluationException.query("Argument " + (index + 1) + " must be an array.");
    }
}
