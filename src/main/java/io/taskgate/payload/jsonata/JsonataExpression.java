package io.taskgate.payload.jsonata;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.payload.EvaluationException;
import io.taskgate.payload.InvalidDefinitionException;
import java.util.regex.Pattern;

/// A compiled JSONata expression. Immutable; evaluated only within [EvaluationThread].
///
/// @param nodes the properties of the nodes of its syntax tree
record JsonataExpression(String text, Jsonata compiled, SyntaxTreeRewriter.Nodes nodes) {

    private static final int MAX_LENGTH = 16_384;
    private static final Pattern CODE = Pattern.compile("[A-Z]\\d{4}");
    private static final Pattern QUOTED =
            Pattern.compile("'(?:[^'\\\\]|\\\\.)*+'|\"(?:[^\"\\\\]|\\\\.)*+\"", Pattern.DOTALL);
    private static final Pattern EVAL = Pattern.compile("\\$eval\\b");

    /// @param text the text between `{%` and `%}`
    /// @throws InvalidDefinitionException with the position of the error
    static JsonataExpression compile(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new InvalidDefinitionException(
                    "The expression has " + text.length() + " characters. The limit is " + MAX_LENGTH + ".");
        }
        if (EVAL.matcher(QUOTED.matcher(text).replaceAll("''")).find()) {
            throw new InvalidDefinitionException("\"" + text + "\" uses $eval, which Step Functions does not support.");
        }
        try {
            return EvaluationThread.call(() -> compiled(text));
        } catch (EvaluationException e) {
            throw new InvalidDefinitionException("\"" + text + "\" is not valid JSONata: " + e.getMessage());
        }
    }

    private static JsonataExpression compiled(String text) {
        try {
            Jsonata compiled = Jsonata.jsonata(text);
            if (compiled.getErrors() != null && !compiled.getErrors().isEmpty()) {
                throw new InvalidDefinitionException("\"" + text + "\" is not valid JSONata: "
                        + compiled.getErrors().getFirst().getMessage());
            }
            compiled.setOutputConvertNulls(false);
            compiled.setValidateInput(false);
            return new JsonataExpression(text, compiled, SyntaxTreeRewriter.prepared(compiled));
        } catch (JException e) {
            throw new InvalidDefinitionException(
                    "\"" + text + "\" is not valid JSONata at character " + e.getLocation() + ": " + e.getMessage());
        } catch (EvaluationException | InvalidDefinitionException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new InvalidDefinitionException(
                    "\"" + text + "\" is not valid JSONata: " + e.getClass().getSimpleName());
        }
    }

    JsonNode value(EvaluationContext run) {
        try {
            Object value = compiled.evaluate(null, run.frame(nodes));
            run.written(value);
            return JsonataValueConverter.json(value);
        } catch (JException e) {
            String code = String.valueOf(e.getError());
            throw EvaluationException.query("Evaluation failed"
                    + (CODE.matcher(code).matches() ? " with " + code : "") + at(e.getLocation()) + ".");
        } catch (EvaluationException e) {
            throw e;
        } catch (RuntimeException e) {
            throw e.getCause() instanceof EvaluationException inner
                    ? inner
                    : EvaluationException.query("Evaluation failed.");
        }
    }

    private static String at(int location) {
        return location < 0 ? "" : " at character " + location;
    }
}
