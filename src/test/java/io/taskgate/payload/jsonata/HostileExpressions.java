package io.taskgate.payload.jsonata;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.taskgate.payload.EvaluationException;
import io.taskgate.payload.EvaluationUnavailableException;
import io.taskgate.payload.InvalidDefinitionException;
import io.taskgate.payload.json.Json;
import io.taskgate.payload.shape.Shape;
import io.taskgate.testing.payload.BoundaryVariants;
import io.taskgate.testing.payload.TestJson;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Malicious expressions of callers: each JSONata function with the worst known arguments. The main method
/// evaluates them in a JVM that [HostileExpressionsTest] starts with the shipped heap.
public final class HostileExpressions {

    private static final String BIG = "$pad('', 400000, 'a')";
    private static final String LIST = "[1..100000]";

    /// A small expression whose result has an endless text.
    private static final String WIDE = "$reduce([1..40], function($a, $i) { [$a, $a] }, [1])";

    /// Expressions that crashed or stalled the process in the security review, and similar ones.
    static final List<String> KILLS = List.of(
            "$zip([1..500000],[1..500000],[1..500000])",
            "$fromMillis(1,\"[Y,*-1000000000]\")",
            "$zip(" + "[1..50000],".repeat(200) + "[1..50000])",
            "$shuffle([1..9000000])",
            "$range(1e300, 1e300, 1)",
            "$round(1.5, 2000000000)",
            "[[1..9000000],[1..9000000]]",
            "($a := [1..100000]; [1..1000].$a)",
            "($a := [1..100000]; [" + "$a,".repeat(400) + "$a])",
            "$map([1..1000], function($i) { $pad('x', 1000000) })",
            "($a := [1..60000]; $map([1..1000], function($i) { $append($a, $i) }))",
            "$match($pad('', 100000, 'a'), /(?=(a*))/)",
            "$replace($pad('', 100000, 'a'), /(a*)/, $pad('', 100000, '$1'))",
            "{'a': $pad('', 1000000, '\\u0001')} & ''",
            "([1..1000]@$i.[1..1000]@$j.[$i, $j])",
            "($a := [1..50000]; [1..1000]@$i.$a)");

    /// One or more expressions for each function.
    static final List<String> CALLS = List.of(
            "$sum([1..9000000])",
            "$count([1..9000000])",
            "$max([1..9000000])",
            "$min([1..9000000])",
            "$average([1..9000000])",
            "$string(" + WIDE + ")",
            "$string(" + LIST + ", true)",
            "$string($reduce([1..300], function($a, $i) { [[$a]] }, " + LIST + "), true)",
            "$substring(" + BIG + ", -2147483648, 2147483647)",
            "$substringBefore(" + BIG + ", $pad('', 200000, 'a') & 'b')",
            "$substringAfter(" + BIG + ", $pad('', 200000, 'a') & 'b')",
            "$lowercase(" + BIG + ")",
            "$lowercase($pad('', 400000, 'İ'))",
            "$uppercase($pad('', 400000, 'ß'))",
            "$length(" + BIG + ")",
            "$trim($pad('', 1000000, ' '))",
            "$pad('', -2147483648, 'ab')",
            "$match(" + BIG + ", /a/)",
            "$contains(" + BIG + ", $pad('', 200000, 'a') & 'b')",
            "$replace(" + BIG + ", 'a', $pad('', 100000, 'b'))",
            "$replace(" + BIG + ", $pad('', 200000, 'a') & 'b', 'c')",
            "$replace(" + BIG + ", /a/, function($m) { " + BIG + " })",
            "$replace(" + BIG + ", /a*a*a*b/, 'c', 2000000000)",
            "$split(" + BIG + ", $pad('', 200000, 'a') & 'b')",
            "$split(" + BIG + ", /a/)",
            "$join(" + LIST + ".('a'), " + BIG + ")",
            "$formatNumber(1e308, $pad('', 100000, '0'))",
            "$formatBase(1e308, 36)",
            "$formatInteger(2000000000, 'I')",
            "$formatInteger(1, $pad('', 100000, '0'))",
            "$parseInteger(" + BIG + ", 'w')",
            "$parseInteger($pad('', 400000, '9'), '0')",
            "$number($pad('', 400000, '9'))",
            "$floor(1e308)",
            "$ceil(1e308)",
            "$round(1e308, -2000000000)",
            "$abs(-1e308)",
            "$sqrt(1e308)",
            "$power(1e308, 1e308)",
            "$boolean([1..9000000])",
            "$not([1..9000000])",
            "$map([1..9000000], $string)",
            "$map(" + LIST + ", function($x, $i, $a) { $a })",
            "$filter(" + LIST + ", function($x, $i, $a) { $count($a) > 0 })",
            "$single(" + LIST + ", function($x) { false })",
            "$reduce(" + LIST + ", function($a, $x) { $append($a, [$x, $a]) })",
            "$sift($merge(" + LIST + ".{$string($): " + BIG + "}), function($v) { true })",
            "$keys($merge(" + LIST + ".{$string($): $}))",
            "$lookup(" + WIDE + ", 'a')",
            "$append([1..9000000], [1..9000000])",
            "$exists([1..9000000])",
            "$spread([1..30000].{'a': $, 'b': $})",
            "$merge(" + LIST + ".{$string($): $})",
            "$reverse([1..9000000])",
            "$each($merge([1..30000].{$string($): $}), function($v, $k) { $pad($k, 1000) })",
            "$error(" + BIG + ")",
            "$assert(false, " + BIG + ")",
            "$type(" + WIDE + ")",
            "$sort([1..9000000])",
            "$sort(" + LIST + ", function($a, $b) { $a < $b })",
            "$sort(" + LIST + ", function($a, $b) { true })",
            "$distinct(" + WIDE + ")",
            "$distinct(" + LIST + ".([$]))",
            "$base64encode(" + BIG + ")",
            "$base64decode(" + BIG + ")",
            "$encodeUrlComponent($pad('', 400000, '€'))",
            "$encodeUrl('http://a/' & " + BIG + " & '?' & " + BIG + ")",
            "$decodeUrlComponent(" + BIG + ")",
            "$decodeUrl(" + BIG + ")",
            "$toMillis($pad('', 400000, '1'))",
            "$toMillis($pad('', 300, 'one') & '!', '[Yw][Mw][Dw][Hw][mw][sw]')",
            "$toMillis($pad('', 60, '1') & '!', '" + "[M][D]".repeat(20) + "')",
            "$fromMillis(9e18, '[YI]')",
            "$fromMillis(1, $pad('', 400000, '[Y]'))",
            "$clone(" + WIDE + ")",
            "$clone({'a': " + BIG + "})",
            "$now($pad('', 400000, '[Y]'))",
            "$now('[Y,1000000]')",
            "$millis() & " + WIDE,
            "$partition([1..9000000], 1)",
            "$range(1, 1e308, 1e-300)",
            "$hash(" + WIDE + ", 'SHA-512')",
            "$random(1e308)",
            "$uuid() & " + WIDE,
            "$parse('[' & $pad('', 1000000, '[],') & '1]')",
            "$parse($pad('', 1000000, '['))");

    /// Expressions with operators.
    static final List<String> OPERATORS = List.of(
            WIDE + " & ''",
            WIDE + " = " + WIDE,
            "1 in " + WIDE,
            WIDE + ".a",
            "{'a': " + WIDE + "}.*",
            WIDE + ".**",
            "[1..9000000].[1..9000000]",
            "[1..9000000][$ > 0]",
            "[1..9000000]^(>$)",
            LIST + "^(<$string($))",
            "[1..9000000]{$string($): $}",
            LIST + "{'a': $}",
            "($a := [1..100000]; [[$a], [$a], [$a], [$a]]{'a': $})",
            "($a := [1..100000]; [1..100].(function() { $a }))",
            LIST + ".(function($x) { $x })",
            "($f := function($n, $a) { $f($n + 1, $a & 'xxxxxxxxxxxxxxxx') }; $f(0, ''))",
            "$states ~> |$|{'a': $, 'b': $}|",
            "{'a': " + BIG + "} ~> |$|{'b': $pad('', 400000, 'b')}|",
            "($a := [1..50000]; $states.input ~> |$|{'a': [$a, $a, $a, $a]}|)",
            "$reduce([1..60], function($a, $i) { $a & $a }, 'xxxxxxxx')",
            "$reduce([1..60], function($a, $i) { {'a': $a, 'b': $a} }, 1)",
            "$contains($pad('', 30000, 'a'), /(a|aa)+b/)",
            "[" + "[1..20000],".repeat(100) + "1]");

    private static final JsonNode PAYLOAD = TestJson.of("{'a': [1, 2.5, {'b': ['x', null, true]}], 'n': -7}");

    private HostileExpressions() {}

    /// Exits with 0 if all evaluations have ended and none that ran alone was left running.
    public static void main(String[] arguments) throws InterruptedException {
        atOnce(KILLS.getFirst());
        atOnce(KILLS.get(1));
        KILLS.forEach(HostileExpressions::requireEnd);
        CALLS.forEach(HostileExpressions::requireEnd);
        OPERATORS.forEach(HostileExpressions::requireEnd);
        for (String kill : KILLS) {
            atOnce(kill);
        }
        System.out.println("all ended");
        System.exit(0);
    }

    /// Sixteen concurrent callers, and a route's shape that must be evaluated within its waiting time.
    private static void atOnce(String expression) throws InterruptedException {
        AtomicInteger broken = new AtomicInteger();
        Thread[] threads = new Thread[16];
        for (int i = 0; i < threads.length; i++) {
            String caller = "caller " + i;
            threads[i] = Thread.ofVirtual().start(() -> {
                try {
                    CallerExpressions.preview(caller, () -> evaluate(expression));
                } catch (EvaluationException | EvaluationUnavailableException _) {
                    // rejected or temporarily unavailable
                } catch (RuntimeException | Error e) {
                    e.printStackTrace();
                    broken.incrementAndGet();
                }
            });
        }
        evaluate("$states.input.n");
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(30));
        }
        if (broken.get() > 0) {
            System.out.println("broke: " + expression);
            System.exit(1);
        }
    }

    private static void requireEnd(String expression) {
        long start = System.nanoTime();
        String end = "a result";
        try {
            evaluate(expression);
        } catch (EvaluationException | InvalidDefinitionException e) {
            end = String.valueOf(e.getMessage());
        } catch (EvaluationUnavailableException e) {
            System.out.println("still running: " + expression);
            System.exit(1);
        }
        long ms = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        System.out.println(ms + " ms: " + shortened(expression) + " → " + shortened(end));
    }

    private static String shortened(String text) {
        return text.length() > 100 ? text.substring(0, 100) + "…" : text;
    }

    private static JsonNode evaluate(String expression) {
        JsonNode result = Shape.compile(JsonNodeFactory.instance.objectNode().put("Output", "{% " + expression + " %}"))
                .apply(PAYLOAD, BoundaryVariants.CONTEXT);
        Json.bytes(result, 16 << 20);
        return result;
    }
}
