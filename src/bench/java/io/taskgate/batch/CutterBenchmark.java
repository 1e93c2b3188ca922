package io.taskgate.batch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import io.taskgate.payload.JsonItems;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/// Measures the cutter, from a stream, beside Jackson's tokens of the same bytes and nothing else.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CutterBenchmark {

    private static final int BYTES = 16 * 1024 * 1024;
    private static final Limits LIMITS = new Limits(1_000, 200_000);

    @Param({"orders", "numbers"})
    public String items = "";

    @Param({"json", "jsonl", "csv"})
    public String format = "";

    @Param({"skim", "cutter"})
    public String side = "";

    private byte[] document = {};

    @Setup
    public void prepare() {
        document = document(items, format);
    }

    static byte[] document(String items, String format) {
        Random random = new Random(1);
        StringBuilder text =
                new StringBuilder(format.equals("json") ? "[" : format.equals("csv") ? "id,name,note\n" : "");
        for (int i = 0; text.length() < BYTES; i++) {
            String between = format.equals("json") && i > 0 ? "," : "";
            text.append(between).append(item(items, format, i, random)).append(format.equals("json") ? "" : "\n");
        }
        return text.append(format.equals("json") ? "]" : "").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String item(String items, String format, int i, Random random) {
        if (format.equals("csv")) {
            return i + ",customer-" + random.nextInt(5_000) + ",\"left at the door, twice\"";
        }
        return items.equals("numbers")
                ? Long.toString(random.nextLong(1_000_000_000))
                : "{\"id\":\"order-" + i + "\",\"customer\":{\"name\":\"Zoë Müller\",\"tier\":" + random.nextInt(5)
                        + "},\"lines\":[{\"sku\":\"" + Long.toHexString(random.nextLong())
                        + "\",\"count\":2,\"price\":19.90},{\"sku\":\"x-" + i
                        + "\",\"count\":1,\"price\":4.25}],\"note\":\"please leave it with the neighbour, thank you\"}";
    }

    @Benchmark
    public long run() throws IOException {
        InputStream in = new ByteArrayInputStream(document);
        return side.equals("skim") ? skim(in) : cut(in);
    }

    private long skim(InputStream in) throws IOException {
        long tokens = 0;
        try (JsonParser parser = format.equals("csv") ? csv(in) : new JsonFactory().createParser(in)) {
            while (parser.nextToken() != null) {
                tokens++;
            }
        }
        return tokens;
    }

    private static CsvParser csv(InputStream in) throws IOException {
        CsvParser parser = new CsvFactory().createParser(in);
        parser.enable(CsvParser.Feature.WRAP_AS_ARRAY);
        return parser;
    }

    private long cut(InputStream in) throws IOException {
        Items source =
                switch (format) {
                    case "json" -> new JsonSource(in, JsonItems.Form.ARRAY, 0);
                    case "jsonl" -> new JsonSource(in, JsonItems.Form.LINES, 0);
                    default -> CsvSource.whole(in);
                };
        Cutter cutter = new Cutter(source, LIMITS, Envelopes.unnamed(1), Oversize.REFUSE, 0, 0);
        long bytes = 0;
        for (Optional<Cut> cut = cutter.next(); cut.isPresent(); cut = cutter.next()) {
            bytes += cut.get().input().length;
        }
        return bytes;
    }

    /// Prints MB/s, and the ratio of the two from the same run.
    public static void main(String[] arguments) throws RunnerException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(CutterBenchmark.class.getName() + ".run")
                        .addProfiler(GCProfiler.class)
                        .jvmArgs("-Xms512m", "-Xmx512m", "-XX:+UseSerialGC")
                        .forks(1)
                        .warmupIterations(3)
                        .warmupTime(TimeValue.seconds(1))
                        .measurementIterations(5)
                        .measurementTime(TimeValue.seconds(1))
                        .output("target/bench-cutter.log")
                        .build())
                .run();
        System.out.println(
                "| items | format | token skim MB/s | cutter MB/s | ratio | cutter allocates, of its input |");
        System.out.println("|---|---|---|---|---|---|");
        for (RunResult cutter : results) {
            if (cutter.getParams().getParam("side").equals("cutter")) {
                results.stream()
                        .filter(skim -> skim.getParams().getParam("side").equals("skim") && same(skim, cutter))
                        .forEach(skim -> System.out.println(line(skim, cutter)));
            }
        }
    }

    private static boolean same(RunResult one, RunResult other) {
        return one.getParams().getParam("items").equals(other.getParams().getParam("items"))
                && one.getParams().getParam("format").equals(other.getParams().getParam("format"));
    }

    private static String line(RunResult skim, RunResult cutter) {
        String items = cutter.getParams().getParam("items");
        String format = cutter.getParams().getParam("format");
        double bytes = document(items, format).length;
        double allocated = cutter.getSecondaryResults().entrySet().stream()
                .filter(result -> result.getKey().endsWith("gc.alloc.rate.norm"))
                .mapToDouble(result -> result.getValue().getScore())
                .findFirst()
                .orElse(Double.NaN);
        double before = skim.getPrimaryResult().getScore();
        double ours = cutter.getPrimaryResult().getScore();
        return String.format(
                Locale.ROOT,
                "| %s | %s | %.0f | %.0f | %.2f | %.2f |",
                items,
                format,
                1_000 * bytes / before,
                1_000 * bytes / ours,
                before / ours,
                allocated / bytes);
    }
}
