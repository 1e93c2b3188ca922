package io.taskgate;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Holds the code to the Mermaid picture in `docs/architecture.md`: to change the architecture, change the drawing.
class ArchitectureTest {

    private static final String ROOT = "io.taskgate.";
    private static final Pattern ARROW = Pattern.compile("(?m)^\\s*(\\w+) --> (\\w+)\\s*$");
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.taskgate");

    @Test
    void packagesImportOnlyAlongTheArrowsOfThePicture() throws IOException {
        assertThat(imports()).isEqualTo(arrows());
    }

    @Test
    void noTwoPackagesImportEachOtherInThePicture() throws IOException {
        Set<String> arrows = arrows();
        assertThat(arrows).isNotEmpty().noneMatch(arrow -> arrows.contains(reversed(arrow)));
    }

    @Test
    void onlyTheAwsPackageSeesTheSdk() {
        Set<String> seeing = CLASSES.stream()
                .filter(type -> type.getDirectDependenciesFromSelf().stream()
                        .anyMatch(dependency ->
                                dependency.getTargetClass().getPackageName().startsWith("software.amazon.awssdk")))
                .map(JavaClass::getPackageName)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(seeing).isSubsetOf("io.taskgate.aws");
    }

    @Test
    void everyPackageIsNullMarked() {
        Set<String> unmarked = CLASSES.stream()
                .map(JavaClass::getPackage)
                .filter(javaPackage -> !javaPackage.isAnnotatedWith("org.jspecify.annotations.NullMarked"))
                .map(javaPackage -> javaPackage.getName())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(unmarked).isEmpty();
    }

    private static Set<String> imports() {
        Set<String> found = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            type.getDirectDependenciesFromSelf().forEach(dependency -> {
                String from = area(type);
                String to = area(dependency.getTargetClass());
                if (!from.isEmpty() && !to.isEmpty() && !from.equals(to)) {
                    found.add(from + " --> " + to);
                }
            });
        }
        return found;
    }

    /// The first package under the root: `http` for `io.taskgate.http.Problem`; empty for anything outside.
    private static String area(JavaClass type) {
        String name = type.getPackageName() + ".";
        return name.startsWith(ROOT) ? name.substring(ROOT.length()).replaceAll("\\..*$", "") : "";
    }

    private static Set<String> arrows() throws IOException {
        String picture = Files.readString(Path.of("docs/architecture.md"));
        return ARROW.matcher(picture)
                .results()
                .map(arrow -> arrow.group(1) + " --> " + arrow.group(2))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String reversed(String arrow) {
        String[] ends = arrow.split(" --> ");
        return ends[1] + " --> " + ends[0];
    }
}
