package io.taskgate.standin.launcher;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/// The class path of the stand-ins' process: unpacked from the jar that this class is in into a temporary folder,
/// or that of this JVM where this class is in no such jar. The folder is deleted by [#close].
final class StandInsClassPath implements AutoCloseable {

    private static final String INSIDE = "standins/";

    private final Optional<Path> unpacked;

    private StandInsClassPath(Optional<Path> unpacked) {
        this.unpacked = unpacked;
    }

    static StandInsClassPath open() throws IOException {
        Optional<Path> jar = ownJar();
        return new StandInsClassPath(jar.isPresent() ? Optional.of(unpack(jar.get())) : Optional.empty());
    }

    private static Optional<Path> ownJar() {
        CodeSource source = StandInsClassPath.class.getProtectionDomain().getCodeSource();
        try {
            return Optional.of(Path.of(source.getLocation().toURI())).filter(Files::isRegularFile);
        } catch (URISyntaxException malformed) {
            throw new IllegalStateException(malformed);
        }
    }

    private static Path unpack(Path jar) throws IOException {
        Path folder = Files.createTempDirectory("taskgate-standins");
        try (JarFile entries = new JarFile(jar.toFile())) {
            for (ZipEntry entry : entries.stream()
                    .filter(each -> each.getName().startsWith(INSIDE) && !each.isDirectory())
                    .toList()) {
                Path file = folder.resolve(entry.getName()).normalize();
                if (!file.startsWith(folder)) {
                    throw new IOException("Invalid entry " + entry.getName() + " in " + jar + ".");
                }
                Files.createDirectories(file.getParent());
                Files.copy(entries.getInputStream(entry), file);
            }
        }
        return folder.resolve(INSIDE);
    }

    String value() {
        return unpacked.map(folder -> folder.resolve("classes") + File.pathSeparator + folder.resolve("lib") + "/*")
                .orElseGet(() -> System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    }

    @Override
    public void close() {
        unpacked.map(Path::getParent).ifPresent(StandInsClassPath::delete);
    }

    private static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path each : deepestFirst) {
                Files.deleteIfExists(each);
            }
        } catch (IOException busy) {
            throw new UncheckedIOException(busy);
        }
    }
}
