package io.taskgate.payload.fuzz;

import io.taskgate.payload.jsonata.JsonataFunctions;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;

/// A fuzz target (`docs/fuzzing.md`): nested JSONata functions with malicious arguments, which the bytes
/// select.
public final class JsonataCallFuzz {

    private static final List<String> FUNCTIONS = List.copyOf(new TreeSet<>(JsonataFunctions.names()));

    private static final List<String> ARGUMENTS = List.of(
            "1",
            "-1",
            "0",
            "2147483647",
            "-2147483648",
            "1e308",
            "-1e308",
            "1e-300",
            "9007199254740993",
            "''",
            "'a'",
            "'I'",
            "'[Y,*-1000000000]'",
            "'[Yw][Mw][Dw]'",
            "'#,##0.00'",
            "'\\u0001'",
            "$pad('', 200000, 'a')",
            "$pad('', 200000, '€')",
            "[1..200000]",
            "[1..9000000]",
            "[1..20000].{'a': $}",
            "[1..20000].($string($))",
            "$reduce([1..40], function($a, $i) { [$a, $a] }, [1])",
            "{'a': [1..50000], 'b': {}}",
            "true",
            "null",
            "$nothing",
            "/a*/",
            "/(a|aa)+$/",
            "/(?=(a*))/",
            "function($x) { $x }",
            "function($x, $y) { [$x, $y] }",
            "$string",
            "$states");

    private static final int MAX_ARGUMENTS = 4;
    private static final int MAX_DEPTH = 3;

    private final byte[] bytes;
    private int at;

    private JsonataCallFuzz(byte[] bytes) {
        this.bytes = bytes;
    }

    /// Called by Jazzer, and by [FuzzCorpusTest] for each file of the corpus.
    public static void fuzzerTestOneInput(byte[] bytes) {
        JsonataFuzz.fuzzerTestOneInput(new JsonataCallFuzz(bytes).call(0).getBytes(StandardCharsets.UTF_8));
    }

    private String call(int depth) {
        StringBuilder call = new StringBuilder("$")
                .append(FUNCTIONS.get(next(FUNCTIONS.size())))
                .append('(');
        int count = next(MAX_ARGUMENTS + 1);
        for (int i = 0; i < count; i++) {
            boolean nested = depth < MAX_DEPTH && next(4) == 0;
            call.append(i == 0 ? "" : ", ").append(nested ? call(depth + 1) : ARGUMENTS.get(next(ARGUMENTS.size())));
        }
        return call.append(')').toString();
    }

    private int next(int below) {
        return at < bytes.length ? (bytes[at++] & 0xff) % below : 0;
    }
}
