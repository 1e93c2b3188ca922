package io.taskgate.http.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.crypto.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Holds the libraries that are checked in beside the console's own files to `VENDOR.md`, and the console's own files
/// to what its Content-Security-Policy allows.
class VendoredFilesTest {

    private static final Path CONSOLE = Path.of("src/main/resources/META-INF/resources/console");
    private static final Path VENDOR = CONSOLE.resolve("vendor");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\|.*\\| `([0-9a-f]{64})` \\|$");
    private static final int MAX_LINES = 250;

    /// An address of another host, a handler or a style within a tag, and code made of text.
    private static final Pattern FORBIDDEN = Pattern.compile(
            "(src|href|from|import)[=( ]+[\"'](https?:)?//|\\son\\w+=\"|\\sstyle=\"|\\beval\\(|new Function|innerHTML|dangerouslySetInnerHTML");

    @Test
    void everyVendoredFileHasTheListedHash() throws IOException {
        Map<String, String> listed = ROW.matcher(Files.readString(VENDOR.resolve("VENDOR.md")))
                .results()
                .collect(Collectors.toMap(row -> row.group(1), row -> row.group(2)));

        Map<String, String> found = files(VENDOR)
                .filter(file ->
                        file.toString().endsWith(".js") || file.toString().endsWith(".css"))
                .collect(Collectors.toMap(file -> VENDOR.relativize(file).toString(), VendoredFilesTest::sha256));

        assertThat(found).isNotEmpty().isEqualTo(listed);
    }

    @Test
    void nothingIsInlineOrFromElsewhere() throws IOException {
        List<String> broken = own().filter(file -> FORBIDDEN.matcher(text(file)).find())
                .map(Path::toString)
                .toList();

        assertThat(broken).isEmpty();
        assertThat("<a onclick=\"x()\">").containsPattern(FORBIDDEN);
        assertThat("import a from 'https://cdn.example/a.js'").containsPattern(FORBIDDEN);
    }

    @Test
    void everyModuleIsReadInOneSitting() throws IOException {
        assertThat(own().filter(file -> file.toString().endsWith(".js")))
                .hasSizeGreaterThan(20)
                .allSatisfy(file -> assertThat(text(file).lines().count())
                        .as(file.toString())
                        .isLessThan(MAX_LINES));
    }

    private static Stream<Path> own() throws IOException {
        return files(CONSOLE)
                .filter(file -> !file.startsWith(VENDOR))
                .filter(file -> file.toString().matches(".*\\.(js|css|html|svg)"));
    }

    private static Stream<Path> files(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile).toList().stream();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String sha256(Path file) {
        return Sha256.hex(text(file).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
