package io.taskgate.standin.dynamodb.expression;

import io.taskgate.standin.dynamodb.expression.ExpressionProblems.Kind;
import io.taskgate.standin.dynamodb.value.DynamoDbError;
import io.taskgate.standin.dynamodb.value.DynamoValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads the tokens of one expression for a parser, with the parts that all expressions share: paths,
/// placeholders and function calls. Not thread-safe.
final class ExpressionReader {

    private static final int MAX_BYTES = 4_096;
    private static final int MAX_OPERATORS = 300;

    private final String parameter;
    private final String text;
    private final Placeholders placeholders;
    private final List<Token> tokens;
    private final ExpressionProblems problems = new ExpressionProblems();
    private final List<DocumentPath> paths = new ArrayList<>();
    private int at;
    private int operators;

    /// @param parameter the request parameter, such as `ConditionExpression`
    /// @throws DynamoDbError if it is empty or too long
    ExpressionReader(String parameter, String text, Placeholders placeholders) {
        this.parameter = parameter;
        this.text = text;
        this.placeholders = placeholders;
        if (text.isEmpty()) {
            throw invalid("The expression can not be empty;");
        }
        int bytes = text.length() * 3 < MAX_BYTES ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_BYTES) {
            throw invalid("Expression size has exceeded the maximum allowed size; expression size: " + bytes);
        }
        tokens = Token.of(text);
    }

    DynamoDbError invalid(String problem) {
        return DynamoDbError.validation("Invalid " + parameter + ": " + problem);
    }

    /// A syntax error with the position that was reached.
    static final class SyntaxError extends RuntimeException {

        private final int position;

        SyntaxError(String message, int position) {
            super(message, null, false, false);
            this.position = position;
        }

        int position() {
            return position;
        }
    }

    SyntaxError syntaxError() {
        Token token = peek();
        Token previous = at == 0 ? new Token(Token.Kind.END, "", 0) : tokens.get(at - 1);
        int end = token.kind() == Token.Kind.END
                ? at == 0 ? text.length() : previous.to()
                : at + 2 < tokens.size() ? tokens.get(at + 1).to() : token.to();
        int start = at == 0 ? 0 : previous.from();
        return new SyntaxError(
                "Syntax error; token: \"" + token.text() + "\", near: \"" + text.substring(start, end) + "\"", at);
    }

    /// Counts operators and functions, of which an expression may have 300.
    void countOperator() {
        operators++;
        if (operators > MAX_OPERATORS) {
            throw invalid("The expression contains too many operators; operator count: " + operators);
        }
    }

    int operators() {
        return operators;
    }

    void operators(int counted) {
        operators = counted;
    }

    int position() {
        return at;
    }

    void back(int position) {
        at = position;
    }

    ExpressionProblems problems() {
        return problems;
    }

    List<DocumentPath> paths() {
        return paths;
    }

    Token peek() {
        return tokens.get(at);
    }

    Token peek(int ahead) {
        return tokens.get(Math.min(at + ahead, tokens.size() - 1));
    }

    Token take() {
        Token token = peek();
        if (token.kind() != Token.Kind.END) {
            at++;
        }
        return token;
    }

    boolean takeSymbol(String symbol) {
        boolean isNext = peek().isSymbol(symbol);
        if (isNext) {
            at++;
        }
        return isNext;
    }

    boolean takeKeyword(String keyword) {
        boolean isNext = peek().isKeyword(keyword);
        if (isNext) {
            at++;
        }
        return isNext;
    }

    void expect(String symbol) {
        if (!takeSymbol(symbol)) {
            throw syntaxError();
        }
    }

    /// Requires the end of the expression, and no problems.
    void requireEnd() {
        if (peek().kind() != Token.Kind.END) {
            throw syntaxError();
        }
    }

    /// @throws DynamoDbError with the first problem
    void requireSound() {
        Optional<String> first = problems.first();
        if (first.isPresent()) {
            throw invalid(first.get());
        }
    }

    /// Reports parentheses around nothing but parentheses, from one token to another.
    void checkParentheses(int open, int close) {
        if (tokens.get(open + 1).isSymbol("(") && closing(open + 1) == close - 1) {
            problems.add(Kind.PARENTHESES, "The expression has redundant parentheses;");
        }
    }

    private int closing(int open) {
        int depth = 0;
        for (int i = open; i < tokens.size(); i++) {
            depth += tokens.get(i).isSymbol("(") ? 1 : tokens.get(i).isSymbol(")") ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return -1;
    }

    DocumentPath path() {
        List<DocumentPath.Step> steps = new ArrayList<>();
        steps.add(name());
        while (true) {
            if (takeSymbol(".")) {
                steps.add(name());
            } else if (takeSymbol("[")) {
                if (peek().kind() != Token.Kind.NUMBER || peek().text().length() > 9) {
                    throw syntaxError();
                }
                steps.add(new DocumentPath.Step.Index(Integer.parseInt(take().text())));
                expect("]");
            } else {
                DocumentPath path = new DocumentPath(steps);
                paths.add(path);
                return path;
            }
        }
    }

    private DocumentPath.Step.Name name() {
        Token token = peek();
        switch (token.kind()) {
            case WORD -> {
                if (Keyword.isOperator(token.text())) {
                    throw syntaxError();
                }
                if (Keyword.isReserved(token.text())) {
                    problems.add(
                            Kind.RESERVED_WORD,
                            "Attribute name is a reserved keyword; reserved keyword: " + token.text());
                }
                return new DocumentPath.Step.Name(take().text());
            }
            case NAME -> {
                String name = placeholders.name(take().text());
                if (name == null) {
                    problems.add(
                            Kind.UNDEFINED,
                            "An expression attribute name used in the document path is not defined; attribute name: "
                                    + token.text());
                    return new DocumentPath.Step.Name(token.text());
                }
                return new DocumentPath.Step.Name(name);
            }
            case VALUE, NUMBER, SYMBOL, END -> throw syntaxError();
        }
        throw syntaxError();
    }

    /// Reads the value of a placeholder, which is the next token.
    Operand value() {
        if (peek().kind() != Token.Kind.VALUE) {
            throw syntaxError();
        }
        Token token = take();
        DynamoValue value = placeholders.value(token.text());
        if (value == null) {
            problems.add(
                    Kind.UNDEFINED,
                    "An expression attribute value used in expression is not defined; attribute value: "
                            + token.text());
            return new Operand.Undefined();
        }
        return new Operand.Constant(value);
    }

    /// Reads a path, a placeholder or a function call, optionally in parentheses.
    Operand operand() {
        int open = position();
        if (takeSymbol("(")) {
            Operand inner = operand();
            int close = position();
            expect(")");
            checkParentheses(open, close);
            return inner;
        }
        if (peek().kind() == Token.Kind.VALUE) {
            return value();
        }
        if (peek().kind() == Token.Kind.WORD && peek(1).isSymbol("(") && !Keyword.isOperator(peek().text())) {
            String name = take().text();
            countOperator();
            return new Operand.Call(name, arguments());
        }
        return new Operand.Path(path());
    }

    /// Reads operands in parentheses, at least one.
    List<Operand> arguments() {
        expect("(");
        List<Operand> arguments = new ArrayList<>();
        do {
            arguments.add(operand());
        } while (takeSymbol(","));
        expect(")");
        return arguments;
    }
}
