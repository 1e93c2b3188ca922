package io.taskgate.batch.source;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.sun.management.ThreadMXBean;
import io.taskgate.batch.ledger.ItemBatch;
import io.taskgate.batch.ledger.RunnerEnvelope;
import io.taskgate.batch.request.ItemBatchLimits;
import io.taskgate.payload.json.JsonItemScanner;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;

/// Measures the item batcher on a stream, compared with Jackson's tokenizer alone on the same bytes.
///
/// Both sides alternate in one process. The figures use the thread's CPU time, which other work on the
/// machine hardly affects.
public final class ItemBatcherBenchmark {

    private static final int BYTES = 16 * 1024 * 1024;
    private static final ItemBatchLimits LIMITS = new ItemBatchLimits(1_000, 200_000);
    private static final int WARM_UP = Integer.getInteger("bench.warm-up", 25);
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 21);
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final String items;
    private final String format;
    private final byte[] document;
    private long kept;

    private ItemBatcherBenchmark(String items, String format) {
        this.items = items;
        this.format = format;
        this.document = document(items, format);
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
        ItemReader source = switch (format) {
            case "json" -> new JsonItemReader(in, JsonItemScanner.Form.ARRAY, 0);
            case "jsonl" -> new JsonItemReader(in, JsonItemScanner.Form.LINES, 0);
            default -> CsvItemReader.whole(in);
        };
        ItemBatcher cutter =
                new ItemBatcher(source, LIMITS, RunnerEnvelope.placeholder(1), OversizedItemPolicy.REJECT, 0, 0);
        long bytes = 0;
        for (Optional<ItemBatch> cut = cutter.next(); cut.isPresent(); cut = cutter.next()) {
            bytes += cut.get().input().length;
        }
        return bytes;
    }

    /// The cost of one pass over the document.
    private record Pass(long nanos, long allocated) {}

    private Pass pass(boolean cutter) throws IOException {
        InputStream in = new ByteArrayInputStream(document);
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        long began = THREADS.getCurrentThreadCpuTime();
        kept += cutter ? cut(in) : skim(in);
        return new Pass(
                THREADS.getCurrentThreadCpuTime() - began, THREADS.getCurrentThreadAllocatedBytes() - allocated);
    }

    private String measured() throws IOException {
        for (int i = 0; i < WARM_UP; i++) {
            pass(false);
            pass(true);
        }
        List<Pass> skims = new ArrayList<>();
        List<Pass> cuts = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            skims.add(pass(false));
            cuts.add(pass(true));
            ratios.add((double) skims.getLast().nanos() / cuts.getLast().nanos());
        }
        double skim = median(skims.stream().map(pass -> (double) pass.nanos()).toList());
        double cut = median(cuts.stream().map(pass -> (double) pass.nanos()).toList());
        double allocated =
                median(cuts.stream().map(pass -> (double) pass.allocated()).toList());
        return String.format(
                Locale.ROOT,
                "| %s | %s | %.0f | %.0f | %.2f | %.2f |",
                items,
                format,
                1_000.0 * document.length / skim,
                1_000.0 * document.length / cut,
                median(ratios),
                allocated / document.length);
    }

    private static double median(List<Double> of) {
        return of.stream().sorted().toList().get(of.size() / 2);
    }

    /// Prints MB per second of CPU time, and the median of the rounds' ratios.
    public static void main(String[] arguments) throws IOException {
        System.out.println(
                "| items | format | token skim MB/s | batcher MB/s | ratio | batcher's allocation per input byte |");
        System.out.println("|---|---|---|---|---|---|");
        for (String format : List.of("json", "jsonl", "csv")) {
            for (String items : format.equals("csv") ? List.of("orders") : List.of("orders", "numbers")) {
                ItemBatcherBenchmark benchmark = new ItemBatcherBenchmark(items, format);
                System.out.println(benchmark.measured());
                if (benchmark.kept == 0) {
                    throw new IllegalStateException("No items were read.");
                }
            }
        }
    }
}
