package io.taskgate.payload.json.scan;

/// Skips values of JSON text that is known to be valid and compact.
public final class JsonSkipper {

    private JsonSkipper() {}

    /// @return the end of the value that starts at `at`
    public static int end(byte[] json, int at) {
        return switch (json[at]) {
            case '"' -> stringEnd(json, at);
            case '{', '[' -> containerEnd(json, at);
            default -> scalarEnd(json, at);
        };
    }

    /// @param at the opening quote
    public static int stringEnd(byte[] json, int at) {
        int i = at + 1;
        while (json[i] != '"') {
            i += json[i] == '\\' ? 2 : 1;
        }
        return i + 1;
    }

    public static int scalarEnd(byte[] json, int at) {
        int i = at;
        while (i < json.length && json[i] > ' ' && json[i] != ',' && json[i] != '}' && json[i] != ']') {
            i++;
        }
        return i;
    }

    private static int containerEnd(byte[] json, int at) {
        int depth = 0;
        int i = at;
        while (true) {
            switch (json[i]) {
                case '"' -> i = stringEnd(json, i) - 1;
                case '{', '[' -> depth++;
                case '}', ']' -> {
                    if (--depth == 0) {
                        return i + 1;
                    }
                }
                default -> {}
            }
            i++;
        }
    }
}
