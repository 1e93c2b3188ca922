package io.taskgate;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import io.taskgate.testing.ProductionClasses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Holds the code to the Mermaid diagram in `docs/architecture.md` and to the rules for packages and names in
/// `CONTRIBUTING.md`: to change the architecture, change the diagram.
class ArchitectureTest {

    private static final String ROOT = "io.taskgate.";
    private static final Pattern ARROW = Pattern.compile("(?m)^\\s*(\\w+) --> (\\w+)\\s*$");
    private static final int MAX_FILES = 20;
    private static final String PACKAGE_INFO = "package-info";
    private static final JavaClasses CLASSES = ProductionClasses.all();

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
    void noPackageIsPartOfACycle() {
        slices().matching("io.taskgate.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void onlyTheAwsPackagesSeeTheSdk() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.taskgate.aws..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("software.amazon.awssdk..")
                .check(CLASSES);
    }

    @Test
    void onlyPayloadSeesTheScannerOverBytes() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.taskgate.payload..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.taskgate.payload.json.scan..")
                .check(CLASSES);
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

    @Test
    void everySimpleNameIsThereOnce() throws IOException {
        Map<String, List<Path>> byName =
                sources().filter(file -> !name(file).equals(PACKAGE_INFO)).collect(Collectors.groupingBy(this::name));
        byName.values().removeIf(files -> files.size() == 1);
        assertThat(byName).isEmpty();
    }

    @Test
    void noNameIsOneOfTheJdkThatNeedsNoImport() throws IOException {
        assertThat(sources().map(this::name).filter(name -> isKnown("java.lang." + name)))
                .isEmpty();
        assertThat(sources().map(this::name).filter(name -> isKnown("java.util.regex." + name)))
                .isEmpty();
    }

    @Test
    void noFolderHoldsMoreThanTwentyFiles() throws IOException {
        Map<Path, Long> counts =
                sources().collect(Collectors.groupingBy(Path::getParent, TreeMap::new, Collectors.counting()));
        counts.values().removeIf(count -> count <= MAX_FILES);
        assertThat(counts).isEmpty();
    }

    private static boolean isKnown(String name) {
        try {
            Class.forName(name, false, ClassLoader.getPlatformClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private String name(Path file) {
        return file.getFileName().toString().replace(".java", "");
    }

    private static Stream<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            return files
                    .filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> file.getName(2).toString().equals("java"))
                    .toList()
                    .stream();
        }
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

    /// Returns the first package under the root, for example `http` for
    /// `io.taskgate.http.problem.ProblemType`; empty for anything outside of it.
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
