package io.taskgate.batch.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.taskgate.batch.ledger.ItemBatch;
import io.taskgate.batch.request.ItemBatchLimits;
import io.taskgate.payload.json.Json;
import io.taskgate.payload.json.JsonItemScanner;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Tests batches of every format: counts, bytes, and ranges that can be cut again.
class ItemBatcherTest {

    private static final ItemBatchLimits SMALL = new ItemBatchLimits(4, 300);

    static byte[] opening(long index, long first) {
        return ("{\"taskgate\":{\"index\":" + index + ",\"first\":" + first + "},\"items\":[")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static ItemBatcher cutter(ItemReader items, ItemBatchLimits limits) {
        return new ItemBatcher(items, limits, ItemBatcherTest::opening, OversizedItemPolicy.REJECT, 0, 0);
    }

    private static List<ItemBatch> all(ItemBatcher cutter) throws IOException {
        List<ItemBatch> cuts = new ArrayList<>();
        for (Optional<ItemBatch> cut = cutter.next(); cut.isPresent(); cut = cutter.next()) {
            cuts.add(cut.get());
        }
        return cuts;
    }

    private static ByteArrayInputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static ByteArrayInputStream range(String text, ItemBatch cut) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new ByteArrayInputStream(Arrays.copyOfRange(bytes, (int) cut.from(), (int) cut.to()));
    }

    private static List<JsonNode> items(List<ItemBatch> cuts) {
        List<JsonNode> items = new ArrayList<>();
        cuts.forEach(cut -> Json.parseTrusted(cut.input()).path("items").forEach(items::add));
        return items;
    }

    private static List<JsonNode> random(int seed, int count) {
        Random random = new Random(seed);
        return IntStream.range(0, count)
                .<JsonNode>mapToObj(i -> switch (random.nextInt(4)) {
                    case 0 -> JsonNodeFactory.instance.numberNode(i);
                    case 1 -> JsonNodeFactory.instance.textNode("ü\"\\,]\n".repeat(random.nextInt(12)) + i);
                    case 2 ->
                        JsonNodeFactory.instance.objectNode().put("i", i).put("x", "y".repeat(random.nextInt(90)));
                    default -> JsonNodeFactory.instance.arrayNode().add(i).addNull();
                })
                .toList();
    }

    private static void holds(List<ItemBatch> cuts, List<JsonNode> items, ItemBatchLimits limits) {
        assertThat(items(cuts)).isEqualTo(items);
        long first = 0;
        for (int i = 0; i < cuts.size(); i++) {
            ItemBatch cut = cuts.get(i);
            assertThat(cut.index()).isEqualTo(i);
            assertThat(cut.first()).isEqualTo(first);
            assertThat(cut.count()).isBetween(1, limits.maxItems());
            assertThat(cut.input().length).isLessThanOrEqualTo(limits.maxBytes());
            first += cut.count();
        }
    }

    @Test
    void aJsonArrayIsCutByCountAndByBytes() throws IOException {
        List<JsonNode> items = random(1, 2_000);
        String text = " [ "
                + String.join(" ,\n ", items.stream().map(JsonNode::toString).toList()) + " ] \n";

        List<ItemBatch> cuts = all(cutter(new JsonItemReader(stream(text), JsonItemScanner.Form.ARRAY, 0), SMALL));

        holds(cuts, items, SMALL);
        assertThat(cuts).anyMatch(cut -> cut.count() == 4).anyMatch(cut -> cut.count() < 4);
        for (ItemBatch cut : cuts) {
            ItemReader again = new JsonItemReader(range(text, cut), JsonItemScanner.Form.WITHIN_ARRAY, cut.from());
            ItemBatch same = all(new ItemBatcher(
                            again,
                            SMALL,
                            ItemBatcherTest::opening,
                            OversizedItemPolicy.REJECT,
                            cut.index(),
                            cut.first()))
                    .getFirst();
            assertThat(same.input()).isEqualTo(cut.input());
        }
        int middle = cuts.size() / 2;
        assertThat(cuts.get(middle).from()).isEqualTo(cuts.get(middle - 1).to());
    }

    @Test
    void jsonLinesAreCutByCountAndByBytes() throws IOException {
        List<JsonNode> items = random(2, 3_000);
        String text =
                String.join("\r\n\n", items.stream().map(JsonNode::toString).toList()) + "\n";

        List<ItemBatch> cuts = all(cutter(new JsonItemReader(stream(text), JsonItemScanner.Form.LINES, 0), SMALL));

        holds(cuts, items, SMALL);
        for (ItemBatch cut : cuts) {
            ItemReader again = new JsonItemReader(range(text, cut), JsonItemScanner.Form.LINES, cut.from());
            assertThat(all(new ItemBatcher(
                            again,
                            SMALL,
                            ItemBatcherTest::opening,
                            OversizedItemPolicy.REJECT,
                            cut.index(),
                            cut.first())))
                    .singleElement()
                    .satisfies(same -> assertThat(same.input()).isEqualTo(cut.input()));
        }
    }

    @Test
    void csvIsCutByCountAndByBytes() throws IOException {
        Random random = new Random(3);
        StringBuilder text = new StringBuilder("\uFEFFid,näme,note\r\n");
        List<JsonNode> items = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            String note = random.nextBoolean() ? "plain" : "a \"quoted\", line\r\nand ünother\n";
            text.append(i).append(",Zoë,\"").append(note.replace("\"", "\"\"")).append("\"\r\n");
            items.add(JsonNodeFactory.instance
                    .objectNode()
                    .put("id", "" + i)
                    .put("näme", "Zoë")
                    .put("note", note));
        }
        CsvItemReader source = CsvItemReader.whole(stream(text.toString()));

        List<ItemBatch> cuts = all(cutter(source, SMALL));

        holds(cuts, items, SMALL);
        assertThat(source.header()).containsExactly("id", "näme", "note");
        for (ItemBatch cut : cuts) {
            ItemReader again = CsvItemReader.from(range(text.toString(), cut), cut.from(), source.header());
            assertThat(all(new ItemBatcher(
                            again,
                            SMALL,
                            ItemBatcherTest::opening,
                            OversizedItemPolicy.REJECT,
                            cut.index(),
                            cut.first())))
                    .singleElement()
                    .satisfies(same -> assertThat(same.input()).isEqualTo(cut.input()));
        }
    }

    @Test
    void shortAndLongCsvRecordsAreMadeToFitTheHeader() throws IOException {
        ItemReader csv = CsvItemReader.whole(stream("a,b\n1\n\n1,2,3\n"));

        assertThat(items(all(cutter(csv, SMALL))))
                .map(JsonNode::toString)
                .containsExactly("{\"a\":\"1\",\"b\":\"\"}", "{\"a\":\"1\",\"b\":\"2\"}");
    }

    @Test
    void anItemIsCompactAndItsInputExact() throws IOException {
        ItemReader items =
                new JsonItemReader(stream("[ { \"a\" : 1.50 } , \"\\u0041\" ]"), JsonItemScanner.Form.ARRAY, 0);

        assertThat(all(cutter(items, SMALL)))
                .singleElement()
                .satisfies(cut -> assertThat(new String(cut.input(), StandardCharsets.UTF_8))
                        .isEqualTo("{\"taskgate\":{\"index\":0,\"first\":0},\"items\":[{\"a\":1.50},\"A\"]}"));
    }

    @Test
    void anInputMayHaveExactlyTheBytesOfItsBudget() throws IOException {
        String item = "\"" + "x".repeat(98) + "\"";
        int around = opening(0, 0).length + 2;
        String two = "[" + item + "," + item + "]";
        ItemReader exact = new JsonItemReader(stream(two), JsonItemScanner.Form.ARRAY, 0);
        ItemReader less = new JsonItemReader(stream(two), JsonItemScanner.Form.ARRAY, 0);

        assertThat(all(cutter(exact, new ItemBatchLimits(40, around + 201)))).hasSize(1);
        assertThat(all(cutter(less, new ItemBatchLimits(40, around + 200)))).hasSize(2);
    }

    @Test
    void anOversizeItemIsReplacedOrRefused() throws IOException {
        String text = "1\n\"" + "x".repeat(400) + "\"\n2\n";
        ItemReader items = new JsonItemReader(stream(text), JsonItemScanner.Form.LINES, 0);
        OversizedItemPolicy reference = (item, first) -> ("{\"item\":" + first + "}").getBytes(StandardCharsets.UTF_8);

        List<ItemBatch> cuts = all(new ItemBatcher(items, SMALL, ItemBatcherTest::opening, reference, 0, 0));

        assertThat(items(cuts)).map(JsonNode::toString).containsExactly("1", "{\"item\":1}", "2");
        ItemReader again = new JsonItemReader(stream(text), JsonItemScanner.Form.LINES, 0);
        assertThatThrownBy(() -> all(cutter(again, SMALL)))
                .isInstanceOf(OversizedItemPolicy.TooLargeException.class)
                .hasMessageContaining("Item 1")
                .hasMessageContaining("batch.oversize")
                .hasMessageNotContaining("xxx");
    }

    @Test
    void whatIsNoSourceIsRefusedWithItsPlace() {
        for (String text : List.of("{}", "[1", "[1 2]", "[1]2", "[1,]", "")) {
            assertThatThrownBy(
                            () -> all(cutter(new JsonItemReader(stream(text), JsonItemScanner.Form.ARRAY, 0), SMALL)))
                    .as(text)
                    .isInstanceOf(InvalidSourceException.class);
        }
        for (String text : List.of("1 2", "{}{}", "{\"a\":\n", "nul")) {
            assertThatThrownBy(
                            () -> all(cutter(new JsonItemReader(stream(text), JsonItemScanner.Form.LINES, 0), SMALL)))
                    .as(text)
                    .isInstanceOf(InvalidSourceException.class)
                    .hasMessageContaining("byte");
        }
        for (String text : List.of("", "a,a\n1,2\n")) {
            assertThatThrownBy(() -> CsvItemReader.whole(stream(text)))
                    .as(text)
                    .isInstanceOf(InvalidSourceException.class);
        }
    }

    @Test
    void emptySourcesHaveNoBatches() throws IOException {
        assertThat(all(cutter(new JsonItemReader(stream(" [ ] "), JsonItemScanner.Form.ARRAY, 0), SMALL)))
                .isEmpty();
        assertThat(all(cutter(new JsonItemReader(stream("\n\n"), JsonItemScanner.Form.LINES, 0), SMALL)))
                .isEmpty();
        assertThat(all(cutter(CsvItemReader.whole(stream("a,b\n")), SMALL))).isEmpty();
    }
}
