package io.taskgate.faults.mutant;

import io.taskgate.faults.RunPlan;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/// Builds a mutant of the packaged gateway: compiles the changed sources against the package and replaces
/// their classes in a copy. The package itself stays unchanged.
final class MutantBuild {

    private static final Path SOURCES = Path.of("src", "main", "java");
    private static final Path MUTANTS = Path.of("target", "mutants");

    private MutantBuild() {}

    /// Builds a mutant.
    ///
    /// @return the `quarkus-app` folder of the mutant
    static Path make(Mutant mutant) throws IOException {
        Path folder = MUTANTS.resolve(mutant.name());
        clear(folder);
        Path sources = Files.createDirectories(folder.resolve("src"));
        List<Path> changed = new ArrayList<>();
        for (Mutant.Cut cut : mutant.cuts()) {
            String source = cut.in(Files.readString(SOURCES.resolve(cut.file())));
            Path file = sources.resolve(cut.file());
            Files.createDirectories(file.getParent());
            changed.add(Files.writeString(file, source));
        }
        Path classes = Files.createDirectories(folder.resolve("classes"));
        compile(changed, classes);
        Path artifact = folder.resolve("quarkus-app");
        copy(artifact);
        replace(classes, jar(artifact));
        return artifact;
    }

    private static void compile(List<Path> sources, Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        List<String> options =
                List.of("-proc:none", "-nowarn", "-parameters", "-d", classes.toString(), "-classpath", libraries());
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            boolean compiled = compiler.getTask(
                            said, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
                    .call();
            if (!compiled) {
                throw new IllegalStateException("The mutant does not compile: " + said);
            }
        }
    }

    private static String libraries() throws IOException {
        try (Stream<Path> files = Files.walk(RunPlan.ARTIFACT)) {
            return files.map(Path::toString)
                    .filter(file -> file.endsWith(".jar"))
                    .collect(Collectors.joining(java.io.File.pathSeparator));
        }
    }

    private static Path jar(Path artifact) throws IOException {
        try (Stream<Path> files = Files.list(artifact.resolve("app"))) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("No packaged application found. Run ./mvnw package."));
        }
    }

    /// Links the libraries, which do not change, and copies the application's own JAR file.
    private static void copy(Path artifact) throws IOException {
        Path own = jar(RunPlan.ARTIFACT);
        Files.walkFileTree(RunPlan.ARTIFACT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(artifact.resolve(RunPlan.ARTIFACT.relativize(folder)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path to = artifact.resolve(RunPlan.ARTIFACT.relativize(file));
                if (file.equals(own)) {
                    Files.copy(file, to);
                } else {
                    Files.createLink(to, file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void replace(Path classes, Path jar) throws IOException {
        try (FileSystem inside = FileSystems.newFileSystem(jar);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path to = inside.getPath(classes.relativize(file).toString());
                Files.copy(file, to, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static void clear(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
