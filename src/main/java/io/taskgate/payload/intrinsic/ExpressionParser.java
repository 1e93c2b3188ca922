package io.taskgate.payload.intrinsic;

import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.taskgate.payload.InvalidDefinitionException;
import io.taskgate.payload.jsonpath.AslPath;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Parses calls of intrinsic functions: `States.Format('{} of {}', $.name, States.ArrayLength($.items))`.
///
/// Source: Amazon States Language specification, "Intrinsic Functions"; the depth: Step Functions guide,
/// "Intrinsics".
final class ExpressionParser {

    /// The maximum nesting depth of calls.
    private static final int MAX_DEPTH = 10;

    private static final Pattern NAME = Pattern.compile("States\\.[A-Za-z0-9]+");
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,18}(\\.\\d{1,18})?([eE][+-]?\\d{1,2})?");
    private static final Pattern TEXT = Pattern.compile("'((?:[^'\\\\]|\\\\.)*+)'", Pattern.DOTALL);
    private static final Pattern WORD = Pattern.compile("true|false|null");

    private final String text;
    private int at;

    ExpressionParser(String text) {
        this.text = text;
    }

    Expression parse() {
        if (!text.startsWith("States.")) {
            throw new InvalidDefinitionException("\"" + text
                    + "\" is neither a path nor a function. A path starts with $ or $$, a function with States.");
        }
        Expression call = call(1);
        blanks();
        if (at < text.length()) {
            throw wrong("unexpected text after the end");
        }
        return call;
    }

    private Expression call(int depth) {
        Matcher name = next(NAME);
        if (name == null) {
            throw wrong("expected a function such as States.Format");
        }
        if (depth > MAX_DEPTH) {
            throw wrong("functions can be nested at most " + MAX_DEPTH + " levels deep");
        }
        IntrinsicFunction function = IntrinsicFunction.parse(name.group());
        expect('(');
        List<Expression> arguments = new ArrayList<>();
        blanks();
        if (!skip(')')) {
            do {
                arguments.add(argument(depth));
                blanks();
            } while (skip(','));
            expect(')');
        }
        function.validate(arguments);
        return new Expression.Call(function, List.copyOf(arguments));
    }

    private Expression argument(int depth) {
        blanks();
        if (text.startsWith("States.", at)) {
            return call(depth + 1);
        }
        if (text.startsWith("$", at)) {
            return path();
        }
        Matcher literal = next(TEXT);
        if (literal != null) {
            String source = literal.group(1);
            return new Expression.Literal(TextNode.valueOf(unescaped(source)), source);
        }
        literal = next(NUMBER);
        if (literal != null) {
            return new Expression.Literal(number(literal), literal.group());
        }
        literal = next(WORD);
        if (literal == null) {
            throw wrong("expected a path, a 'string', a number, true, false, null or a function");
        }
        return new Expression.Literal(
                literal.group().equals("null")
                        ? NullNode.instance
                        : BooleanNode.valueOf(literal.group().equals("true")),
                literal.group());
    }

    private static com.fasterxml.jackson.databind.JsonNode number(Matcher literal) {
        if (literal.group(1) != null || literal.group(2) != null) {
            return DecimalNode.valueOf(new BigDecimal(literal.group()));
        }
        long number = Long.parseLong(literal.group());
        return (int) number == number ? IntNode.valueOf((int) number) : LongNode.valueOf(number);
    }

    private String unescaped(String source) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < source.length(); i++) {
            char c = source.charAt(i);
            if (c == '\\') {
                c = source.charAt(++i);
                if ("'{}\\".indexOf(c) < 0) {
                    throw new InvalidDefinitionException("Invalid escape \\" + c + " in a string of \"" + text
                            + "\". Use \\', \\{, \\} or \\\\; write \\\\ for a backslash.");
                }
            }
            plain.append(c);
        }
        return plain.toString();
    }

    /// Reads up to the comma or bracket that ends the argument.
    private Expression path() {
        int start = at;
        int open = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\'' || c == '"') {
                at = quoteEnd(c);
            } else if (c == '[' || c == '(') {
                open++;
            } else if (c == ']' || c == ')') {
                if (--open < 0) {
                    break;
                }
            } else if (c == ',' && open == 0) {
                break;
            } else if (c == '\\') {
                at++;
            }
            at++;
        }
        at = Math.min(at, text.length());
        return new Expression.Path(AslPath.compile(text.substring(start, at).stripTrailing()));
    }

    private int quoteEnd(char quote) {
        for (int i = at + 1; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == quote) {
                return i;
            }
        }
        throw wrong("missing closing quote");
    }

    private @org.jspecify.annotations.Nullable Matcher next(Pattern pattern) {
        Matcher matcher = pattern.matcher(text).region(at, text.length());
        if (!matcher.lookingAt()) {
            return null;
        }
        at = matcher.end();
        return matcher;
    }

    private void expect(char c) {
        blanks();
        if (!skip(c)) {
            throw wrong("missing " + c);
        }
    }

    private boolean skip(char c) {
        boolean there = at < text.length() && text.charAt(at) == c;
        if (there) {
            at++;
        }
        return there;
    }

    private void blanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private InvalidDefinitionException wrong(String what) {
        return new InvalidDefinitionException(
                "\"" + text + "\" is not a valid intrinsic function at \"" + text.substring(at) + "\": " + what + ".");
    }
}
