package io.taskgate;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Checks pages, manifests, the OpenAPI document and the messages of the code for old public words, old class
/// names and phrases of the old dialect. `CHANGELOG.md` and `docs/contributing/renames.tsv` list the old
/// words and are excluded.
class PublicWordsTest {

    private static final String TESTING = "src/test/java/io/taskgate/testing";
    private static final Path RENAMES = Path.of("docs/contributing/renames.tsv");
    private static final Pattern PAGE = Pattern.compile(".*\\.(md|ya?ml|json|sh|http|properties)");
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

    /// A name of two words or more, which can only be a class name.
    private static final Pattern UNMISTAKABLE = Pattern.compile("[A-Z][a-z0-9]+([A-Z][a-z0-9]+)+");

    /// Old class names that have another meaning today.
    private static final Set<String> STILL_WORDS = Set.of(
            // a resource or parameter of deploy/template.yaml
            "CallbackEvents",
            "DeadLetters",
            "PublicUrl",
            // the specification
            "CloudEvents",
            // the library that the benchmark compares with
            "JsonPath",
            // Kubernetes' plural
            "ConfigMaps");

    /// @param example a text that the pattern finds
    /// @param instead the current word
    record Ban(String example, String regex, String instead) {

        Pattern pattern() {
            return Pattern.compile(regex);
        }

        @Override
        public String toString() {
            return example;
        }
    }

    private static Ban ban(String regex, String example, String instead) {
        return new Ban(example, regex, instead);
    }

    static List<Ban> bans() {
        return List.of(
                // configuration
                ban("sweep\\.every|SWEEP_EVERY", "taskgate.sweep.every", "sweep.interval"),
                ban("probe\\.(every|at-most)", "probe.at-most", "probe.interval, probe.max-interval"),
                ban("reconcile-every", "batch.reconcile-every", "batch.reconcile-interval"),
                ban("(transition-price|max-cost)(?!-usd)", "batch.max-cost", "max-cost-usd"),
                ban("start-refill|quota\\.refill", "quota.refill", "quota.rate"),
                ban("spool\\.(folder|memory\\b(?!-))|SPOOL_FOLDER", "taskgate.spool.folder", "spool.directory"),
                ban("(?<![\\w-])body-memory", "http.body-memory", "http.max-body-memory"),
                ban(
                        "(?<![\\w-])max-(body|payload|read|entry|response)(?![\\w-])",
                        "`max-body` is",
                        "max-body-size and so on"),
                ban(
                        "(?<![-\\w(.])breaker\\.(requests|ratio|delay)|call\\.breaker",
                        "call.breaker.ratio",
                        "call.circuit-breaker"),
                ban("allow-plain(?!-http)|ALLOW_PLAIN(?!_HTTP)", "allow-plain: true", "allow-plain-http"),
                ban("lockout\\.(first|most)", "lockout.first", "lockout.initial-delay, lockout.max-delay"),
                ban("secret-reload(?!-)", "access.secret-reload", "access.secret-reload-interval"),
                ban("shutdown\\.(requests|grace)\\b(?!-)", "shutdown.grace", "shutdown.grace-period"),
                ban("over-(budget|limit): refuse|`refuse`", "over-budget: refuse", "reject"),
                // errors, results
                ban("TooDear", "Taskgate.BatchTooDear", "Taskgate.BatchTooExpensive"),
                ban("Taskgate\\.BadSource", "Taskgate.BadSource", "Taskgate.InvalidSource"),
                ban("RunnerRefused", "Taskgate.RunnerRefused", "Taskgate.RunnerRejected"),
                ban("LOOKED_INTO", "LOOKED_INTO", "EXECUTION_ENDED"),
                // API
                ban("\\brunner(States|Seconds)\\b", "\"runnerStates\"", "estimatedRunnerStates"),
                ban("\\bendedBelow\\b", "\"endedBelow\"", "completedBefore"),
                ban("\\blateChanges\\b", "`lateChanges`", "lateAnswerChanges"),
                ban("`within`|\"within\"", "`within`", "parentBatchId"),
                // ledger
                ban("\\bownerMachine\\b", "`ownerMachine`", "ownerStateMachine"),
                ban("`(doubt|held|beats|past|around)`", "`doubt`", "ambiguous, leaseHeld, heartbeatCount and so on"),
                ban("\\bbeat(At|Deadline|Each)\\b", "`beatAt`", "lastHeartbeatAt, heartbeatDeadline"),
                ban(
                        "\\b(treeRunners|linksUntil|linksKey)\\b",
                        "treeRunners",
                        "reservedRunners, linksExpireAt, linkKeyId"),
                // metrics, alerts
                ban("taskgate_calls_tries", "taskgate_calls_tries_total", "taskgate_calls_attempts"),
                ban("taskgate_sweep_rounds", "taskgate_sweep_rounds_total", "taskgate_sweep_runs"),
                ban("taskgate_limits_refused", "taskgate_limits_refused_total", "taskgate_limits_rejected"),
                ban("taskgate_batches_driven", "taskgate_batches_driven", "taskgate_batches_active"),
                ban("\\bturn=\\\\?\"", "turn=\"none\"", "acquired=\"false\""),
                ban("`(unwell|unproven|no_room|put_back|braked)`", "`unwell`", "service_error, auth_failed and so on"),
                ban(
                        "Taskgate(DoesNot|Has|\\w+(Is|Are))[A-Z]\\w+|TaskgateBuries\\w+",
                        "TaskgateWorkersAreSilent",
                        "a noun of the condition"),
                ban("\\b(ThereAre|EventsAre|TheLedgerIs|TheApi)[A-Z]\\w+", "ThereAreDeadLetters", "DeadLettersPresent"),
                // dialect
                ban("(?i)made a mistake", "taskgate made a mistake", "Internal error"),
                ban("(?i)there is no such thing", "There is no such thing here", "Not found"),
                ban("(?i)\\bwhoever\\b", "whoever works", "the worker, the caller"),
                ban("(?i)\\bnobody waits\\b", "Nobody waits any more", "the task has ended"),
                ban("(?i)\\b(tells?|told|telling) of\\b", "alerts tell of it", "describe, report"),
                ban("(?i)\\b(be|is|are) through\\b", "until they are through", "be complete"),
                ban("(?i)\\bmend(s|ed)?\\b", "mends it", "fix"));
    }

    @Test
    void pagesAndManifestsHaveNoOldWord() {
        List<String> found =
                pages().flatMap(page -> inText(page, read(page)).stream()).toList();

        assertThat(found).isEmpty();
    }

    @Test
    void messagesHaveNoOldWord() {
        List<String> found = Stream.of(
                        "src/main/java", "src/standin/java", "src/faults/java", "src/bench/java", TESTING)
                .flatMap(root -> files(Path.of(root)))
                .filter(file -> file.toString().endsWith(".java"))
                .flatMap(file -> inText(file, literals(read(file))).stream())
                .toList();

        assertThat(found).isEmpty();
    }

    @Test
    void pagesNameNoOldClass() {
        Set<String> old = oldClasses().stream()
                .filter(name -> UNMISTAKABLE.matcher(name).matches())
                .filter(name -> !STILL_WORDS.contains(name))
                .collect(toSet());
        Pattern word = Pattern.compile("\\b[A-Z]\\w+\\b");
        List<String> found = new ArrayList<>();
        pages().forEach(page -> lines(
                page,
                read(page),
                (where, line) -> word.matcher(line)
                        .results()
                        .filter(name -> old.contains(name.group()))
                        .forEach(name -> found.add(where + ": " + name.group() + " is the old name of a class"))));

        assertThat(old).contains("BeatRound", "BatchSettings");
        assertThat(found).isEmpty();
    }

    @Test
    void noFileHasTheNameOfAnOldClass() {
        Set<String> old = renames().stream().map(row -> row[0]).collect(toSet());
        Set<String> today = renames().stream().map(row -> row[1]).collect(toSet());
        List<String> found = Stream.of("main", "standin", "faults", "bench", "test")
                .map(root -> Path.of("src", root, "java"))
                .flatMap(root -> files(root).map(file -> root.relativize(file).toString()))
                .filter(file -> file.endsWith(".java"))
                .map(file -> file.replace(".java", "").replace('/', '.'))
                .filter(name -> !today.contains(name))
                .filter(name -> old.contains(name))
                .toList();

        assertThat(found).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("bans")
    void aWordThatComesBackIsFoundWithFileAndLine(Ban ban) {
        Path page = Path.of("docs/planted.md");

        assertThat(inText(page, "a line\n" + ban.example() + "\n"))
                .anySatisfy(found ->
                        assertThat(found).startsWith("docs/planted.md:2: ").contains(ban.instead()));
        assertThat(inText(
                        page,
                        literals("// " + ban.example() + "\nsay(\""
                                + ban.example().replace("\"", "\\\"") + "\");")))
                .anySatisfy(found -> assertThat(found).startsWith("docs/planted.md:2: "));
    }

    private static List<String> inText(Path file, String text) {
        List<String> found = new ArrayList<>();
        lines(
                file,
                text,
                (where, line) -> bans().stream()
                        .filter(ban -> ban.pattern().matcher(line).find())
                        .forEach(ban -> found.add(where + ": \"" + ban.example() + "\" is an old word, use "
                                + ban.instead() + " (" + line.strip() + ")")));
        return found;
    }

    @FunctionalInterface
    private interface Reader {
        void read(String where, String line);
    }

    private static void lines(Path file, String text, Reader reader) {
        List<String> lines = text.lines().toList();
        for (int at = 0; at < lines.size(); at++) {
            reader.read(file + ":" + (at + 1), lines.get(at));
        }
    }

    /// Returns the string literals of Java source, each on its line; comments are blank.
    private static String literals(String java) {
        return java.lines()
                .map(line -> line.strip().startsWith("//")
                        ? ""
                        : LITERAL.matcher(line)
                                .results()
                                .map(literal -> literal.group(1).replace("\\\"", "\""))
                                .collect(Collectors.joining(" ")))
                .collect(Collectors.joining("\n"));
    }

    /// Returns the simple names that no class has any more.
    private static Set<String> oldClasses() {
        Set<String> today = files(Path.of("src"))
                .map(file -> file.getFileName().toString().replace(".java", ""))
                .collect(toSet());
        return renames().stream()
                .map(row -> simple(row[0]))
                .filter(name -> !today.contains(name))
                .collect(toSet());
    }

    /// Returns the old and new full names.
    private static List<String[]> renames() {
        return read(RENAMES)
                .lines()
                .map(line -> line.split("\t"))
                .filter(row -> row.length > 1)
                .toList();
    }

    private static String simple(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static Stream<Path> pages() {
        return Stream.concat(
                        Stream.of("README.md", "CONTRIBUTING.md", "SECURITY.md").map(Path::of),
                        Stream.of("docs", "k8s", "deploy", "src/main/resources").flatMap(root -> files(Path.of(root))))
                .filter(file -> PAGE.matcher(file.toString()).matches())
                .filter(file -> !file.toString().contains("node_modules"));
    }

    private static Stream<Path> files(Path root) {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
