package io.taskgate.standin.interpreter.map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.taskgate.standin.definition.StatesJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/// Parses CSV like an ItemReader: every value is a string, missing values of a row are empty strings, and
/// values beyond the headers are dropped, as recorded.
public final class CsvItemParser {

    public static final Map<String, Character> DELIMITERS =
            Map.of("COMMA", ',', "PIPE", '|', "SEMICOLON", ';', "SPACE", ' ', "TAB", '\t');
    private static final CsvMapper CSV = new CsvMapper();

    private CsvItemParser() {}

    /// @param config the configuration with CSVHeaderLocation, and with CSVHeaders if this is GIVEN
    static List<JsonNode> read(JsonNode config, String text) {
        char delimiter = DELIMITERS.getOrDefault(config.path("CSVDelimiter").asText("COMMA"), ',');
        List<List<String>> rows = rows(text, delimiter);
        List<String> headers = new ArrayList<>();
        if (config.path("CSVHeaderLocation").asText().equals("GIVEN")) {
            config.path("CSVHeaders").forEach(header -> headers.add(header.asText()));
        } else if (!rows.isEmpty()) {
            headers.addAll(rows.removeFirst());
        }
        if (new HashSet<>(headers).size() < headers.size()) {
            throw MapItemReader.failed("CSV headers cannot contain duplicates.");
        }
        List<JsonNode> items = new ArrayList<>();
        rows.forEach(row -> items.add(item(headers, row)));
        return items;
    }

    private static ObjectNode item(List<String> headers, List<String> row) {
        ObjectNode item = StatesJson.object();
        for (int i = 0; i < headers.size(); i++) {
            item.put(headers.get(i), i < row.size() ? row.get(i) : "");
        }
        return item;
    }

    private static List<List<String>> rows(String text, char delimiter) {
        try (var rows = CSV.readerForListOf(String.class)
                .with(CsvParser.Feature.WRAP_AS_ARRAY)
                .with(CsvSchema.emptySchema().withColumnSeparator(delimiter))
                .<List<String>>readValues(text)) {
            return new ArrayList<>(rows.readAll());
        } catch (IOException malformed) {
            throw MapItemReader.failed("Unable to parse the contents of the file as CSV.");
        }
    }
}
