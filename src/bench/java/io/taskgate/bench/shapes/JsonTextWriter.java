package io.taskgate.bench.shapes;

import java.util.Random;

/// Writes JSON text with generated contents, which are the same for the same seed.
final class JsonTextWriter {

    private static final String[] WORDS = {
        "please",
        "deliver",
        "before",
        "noon",
        "the",
        "parcel",
        "shop",
        "Größe",
        "naïve",
        "façade",
        "übermorgen",
        "left",
        "door",
        "ring",
        "twice",
        "gift",
        "wrap",
        "café",
        "señor",
        "and",
        "of",
        "invoice",
        "with",
        "two",
        "boxes"
    };
    private static final String[] KANJI = {"東京", "です", "ありがとう", "商品", "配達", "お願い", "明日", "の", "を", "😀", "🎉"};
    private static final String[] NAMES = {
        "Ana Müller",
        "Jörg Weiß",
        "Zoë O'Neil",
        "Søren Kjær",
        "李小龍",
        "Renée \\\"R\\\" Dubois",
        "John Smith",
        "Łukasz Nowak"
    };

    private final StringBuilder json = new StringBuilder();
    private final Random random;

    JsonTextWriter(long seed) {
        random = new Random(seed);
    }

    JsonTextWriter raw(String text) {
        json.append(text);
        return this;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    String name() {
        return NAMES[random.nextInt(NAMES.length)];
    }

    /// Writes a number of words, occasionally with an escaped line break or quote.
    String prose(int words) {
        return text(WORDS, words);
    }

    String japanese(int words) {
        return text(KANJI, words);
    }

    private String text(String[] from, int words) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < words; i++) {
            text.append(from[random.nextInt(from.length)]);
            text.append(random.nextInt(30) == 0 ? "\\n" : random.nextInt(40) == 0 ? "\\\"" : " ");
        }
        return text.toString();
    }

    /// Writes every non-ASCII character as `\\uXXXX`.
    static String escaped(String text) {
        StringBuilder ascii = new StringBuilder();
        for (char c : text.toCharArray()) {
            ascii.append(c < 128 ? String.valueOf(c) : String.format("\\u%04x", (int) c));
        }
        return ascii.toString();
    }

    String money() {
        return (random.nextInt(1999) + 1) + "." + (random.nextInt(90) + 10);
    }

    String digits(int count) {
        StringBuilder digits = new StringBuilder().append(random.nextInt(9) + 1);
        while (digits.length() < count) {
            digits.append(random.nextInt(10));
        }
        return digits.toString();
    }

    int length() {
        return json.length();
    }

    @Override
    public String toString() {
        return json.toString();
    }
}
