package io.taskgate.standin.dynamodb.expression;

import java.util.ArrayList;
import java.util.List;

/// A token of an expression.
///
/// @param from its position in characters
record Token(Kind kind, String text, int from) {

    enum Kind {
        WORD,
        /// A name placeholder, `#name`.
        NAME,
        /// A value placeholder, `:value`.
        VALUE,
        NUMBER,
        SYMBOL,
        END
    }

    int to() {
        return kind == Kind.END ? from : from + text.length();
    }

    boolean isSymbol(String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }

    boolean isKeyword(String keyword) {
        return kind == Kind.WORD && text.equalsIgnoreCase(keyword);
    }

    /// Returns all tokens including the end.
    static List<Token> of(String expression) {
        List<Token> tokens = new ArrayList<>();
        int at = 0;
        while (at < expression.length()) {
            char c = expression.charAt(at);
            if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
                at++;
                continue;
            }
            Token token = next(expression, at, c);
            tokens.add(token);
            at = token.to();
        }
        tokens.add(new Token(Kind.END, "<EOF>", expression.length()));
        return tokens;
    }

    private static Token next(String expression, int at, char c) {
        if (isLetter(c)) {
            return new Token(Kind.WORD, expression.substring(at, endOfWord(expression, at + 1)), at);
        }
        if (isDigit(c)) {
            int end = at;
            while (end < expression.length() && isDigit(expression.charAt(end))) {
                end++;
            }
            return new Token(Kind.NUMBER, expression.substring(at, end), at);
        }
        if (c == '#' || c == ':') {
            int end = endOfWord(expression, at + 1);
            Kind kind = end == at + 1 ? Kind.SYMBOL : c == '#' ? Kind.NAME : Kind.VALUE;
            return new Token(kind, expression.substring(at, end), at);
        }
        String two = expression.substring(at, Math.min(at + 2, expression.length()));
        boolean isPair = two.equals("<=") || two.equals(">=") || two.equals("<>");
        return new Token(Kind.SYMBOL, isPair ? two : String.valueOf(c), at);
    }

    private static int endOfWord(String expression, int from) {
        int end = from;
        while (end < expression.length() && isPartOfWord(expression.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isPartOfWord(char c) {
        return isLetter(c) || isDigit(c) || c == '_';
    }
}
