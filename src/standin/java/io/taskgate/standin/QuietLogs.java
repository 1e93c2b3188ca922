package io.taskgate.standin;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/// The libraries are talkative; a console shall show what the gateway says.
final class QuietLogs {

    /// Held, because java.util.logging forgets the level of a logger that nobody holds.
    private static final List<Logger> LIBRARIES = List.of(
                    "org.apache.pekko", "org.eclipse.jetty", "org.elasticmq", "org.gaul", "software.amazon.dynamodb")
            .stream()
            .map(Logger::getLogger)
            .toList();

    private QuietLogs() {}

    /// In whatever JVM the stand-ins run.
    static void libraries() {
        LIBRARIES.forEach(logger -> logger.setLevel(Level.WARNING));
    }

    /// In a JVM of the stand-ins' own.
    static void everything() {
        Logger.getLogger("").setLevel(Level.SEVERE);
        libraries();
        silenceGrammars();
    }

    /// DynamoDB Local's parsers print a version warning to the console when they are loaded, so they are loaded
    /// now, unheard.
    private static void silenceGrammars() {
        PrintStream console = System.err;
        System.setErr(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        try {
            Class.forName("com.amazon.dynamodb.grammar.DynamoDbGrammarLexer");
            Class.forName("com.amazon.dynamodb.grammar.DynamoDbGrammarParser");
        } catch (ClassNotFoundException _) {
            // another version of DynamoDB Local: then it prints
        } finally {
            System.setErr(console);
        }
    }
}
