package io.taskgate.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.deploy.stack.TemplateFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Checks `docs/deploy-aws.md` against the outputs and parameters of the template and the files that it
/// names.
class GuideTest {

    private static final String GUIDE = YamlTree.text(Path.of("docs/deploy-aws.md"));

    /// The maximum size of a template in a bucket (CloudFormation quotas, 2026-08). A template of more than
    /// 51,200 bytes must be uploaded to a bucket.
    private static final int LARGEST_TEMPLATE = 1_048_576;

    private static List<String> found(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    @Test
    void everyOutputIsExplained() {
        String table = GUIDE.substring(GUIDE.indexOf("| output | for |"), GUIDE.indexOf("## 2."));

        String names = String.join(" ", found("(?m)^\\| (`[^|]+) \\|", table));
        assertThat(found("`(\\w+)`", names)).containsExactlyInAnyOrderElementsOf(TemplateFile.names("Outputs"));
    }

    /// A parameter with its default.
    @Test
    void everyParameterIsExplained() {
        String table = GUIDE.substring(GUIDE.indexOf("| parameter |"), GUIDE.indexOf("| output | for |"));

        assertThat(found("(?m)^\\| `(\\w+)` \\|", table))
                .containsExactlyInAnyOrderElementsOf(TemplateFile.names("Parameters"));
        assertThat(TemplateFile.names("Parameters")).allSatisfy(name -> {
            String value = TemplateFile.byDefault(name);
            assertThat(table).contains("| `" + name + "` | " + (value.isEmpty() ? "empty" : "`" + value + "`") + " | ");
        });
    }

    @Test
    void everyOutputThatIsAskedForIsThere() {
        assertThat(found("\\$\\(output (\\w+)\\)", GUIDE + YamlTree.text(Path.of("deploy/functions.sh"))))
                .hasSizeGreaterThan(8)
                .allMatch(TemplateFile.names("Outputs")::contains);
    }

    @Test
    void everyParameterThatIsGivenIsThere() {
        String given = String.join(" ", found("(?ms)^deploy (.+?)\\n[^ ]", GUIDE));

        assertThat(found("(\\w+)=", given))
                .hasSizeGreaterThanOrEqualTo(4)
                .allMatch(TemplateFile.names("Parameters")::contains);
    }

    @Test
    void everyFileIsThere() {
        assertThat(found("((?:deploy|k8s|src)/[\\w./-]+\\w)", GUIDE).stream().map(Path::of))
                .hasSizeGreaterThan(5)
                .allMatch(Files::exists);
    }

    /// CloudFormation rejects a template with a null value (an unquoted comma within braces causes one).
    @Test
    void theTemplateHasNoNulls() {
        assertThat(nulls("", YamlTree.read(Path.of("deploy/template.yaml")))).isEmpty();
        assertThat(nulls("", YamlTree.one("{a: {b, c: 1}, d: [null]}"))).containsExactly("/a/b", "/d/0");
    }

    private static List<String> nulls(String path, JsonNode node) {
        if (node.isNull()) {
            return List.of(path);
        }
        List<String> found = new ArrayList<>();
        node.properties().forEach(field -> found.addAll(nulls(path + "/" + field.getKey(), field.getValue())));
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                found.addAll(nulls(path + "/" + i, node.get(i)));
            }
        }
        return found;
    }

    @Test
    void theTemplateIsSmallEnoughForABucketAndGoesThroughOne() {
        assertThat(YamlTree.text(Path.of("deploy/template.yaml")).getBytes(StandardCharsets.UTF_8))
                .hasSizeLessThanOrEqualTo(LARGEST_TEMPLATE);
        assertThat(found("cloudformation deploy (.*)\\\\", YamlTree.text(Path.of("deploy/functions.sh"))))
                .hasSize(1)
                .allMatch(arguments -> arguments.contains("--s3-bucket "));
    }
}
