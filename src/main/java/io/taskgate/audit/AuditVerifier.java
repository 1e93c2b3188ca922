package io.taskgate.audit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Verifies the hash chains of audit files. Uses only JDK classes, so that it runs without a gateway:
///
/// ```
/// java -cp target/quarkus-app/app/taskgate-*.jar io.taskgate.audit.AuditVerifier [--has SHA256]… FILE…
/// ```
///
/// Pass the files of a chain in order. `--has`, the digest of a line that must exist, detects lines that were
/// removed at the end of the last file.
public final class AuditVerifier {

    private static final String HAS = "--has";
    private static final int MISUSED = 2;

    private final Map<String, Link> ends = new LinkedHashMap<>();
    private final Set<String> missing;
    private long lines;

    private record Link(long sequence, String digest) {}

    /// @param digests of lines that must exist, in lower-case hex
    AuditVerifier(Set<String> digests) {
        missing = new HashSet<>(digests);
    }

    /// Exits with 0 if all chains are valid, 1 if one is not, 2 for invalid arguments.
    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.out));
    }

    static int run(List<String> arguments, PrintStream out) {
        Set<String> digests = new HashSet<>();
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            if (arguments.get(i).equals(HAS) && i + 1 < arguments.size()) {
                i++;
                digests.add(arguments.get(i));
            } else {
                files.add(Path.of(arguments.get(i)));
            }
        }
        if (files.isEmpty()) {
            out.println("usage: AuditVerifier [--has SHA256]… FILE…");
            return MISUSED;
        }
        try {
            AuditVerifier verifier = new AuditVerifier(digests);
            Optional<String> broken = verifier.verify(files);
            out.println(broken.orElseGet(verifier::summary));
            return broken.isPresent() ? 1 : 0;
        } catch (IOException e) {
            out.println("The files can't be read: " + e);
            return MISUSED;
        }
    }

    /// @return the first error
    Optional<String> verify(List<Path> files) throws IOException {
        for (Path file : files) {
            Optional<String> broken = verify(file);
            if (broken.isPresent()) {
                return broken;
            }
        }
        return missing.stream()
                .findAny()
                .map(digest ->
                        "No line has the digest " + digest + ". Lines were removed at the end, or files are missing.");
    }

    private Optional<String> verify(Path file) throws IOException {
        try (Reader reader =
                new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.ISO_8859_1))) {
            StringBuilder line = new StringBuilder();
            int number = 1;
            for (int one = reader.read(); one >= 0; one = reader.read()) {
                if (one != '\n') {
                    line.append((char) one);
                    continue;
                }
                String problem = problem(line.toString());
                if (!problem.isEmpty()) {
                    return Optional.of(file + ":" + number + ": " + problem);
                }
                line.setLength(0);
                number++;
            }
            return line.isEmpty()
                    ? Optional.empty()
                    : Optional.of(file + ":" + number + ": The line has no end. The file was truncated.");
        }
    }

    /// Returns the error of a line; empty if it continues its chain.
    private String problem(String line) {
        Optional<AuditLineFormat.Head> found = AuditLineFormat.head(line);
        if (found.isEmpty()) {
            return "Not an audit line. It was changed.";
        }
        AuditLineFormat.Head head = found.get();
        Link before = ends.getOrDefault(head.chain(), new Link(0, AuditLineFormat.NONE));
        if (head.sequence() != before.sequence() + 1) {
            return "The sequence is " + head.sequence() + ", expected " + (before.sequence() + 1)
                    + ". Lines were removed or moved, or an earlier file is missing.";
        }
        if (!head.previous().equals(before.digest())) {
            return "The digest of the previous line (sequence " + before.sequence()
                    + ") does not match. One of the two lines was changed.";
        }
        // Lines are ASCII: other bytes have other digests in any encoding.
        String digest = AuditLineFormat.sha256(line);
        missing.remove(digest);
        ends.put(head.chain(), new Link(head.sequence(), digest));
        lines++;
        return "";
    }

    private String summary() {
        StringBuilder text = new StringBuilder("verified: " + lines + " lines");
        ends.forEach((chain, end) -> text.append(System.lineSeparator())
                .append("chain ")
                .append(chain)
                .append(" up to sequence ")
                .append(end.sequence())
                .append(", sha256 ")
                .append(end.digest()));
        return text.toString();
    }
}
