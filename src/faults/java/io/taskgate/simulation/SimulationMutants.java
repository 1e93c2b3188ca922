package io.taskgate.simulation;

import io.taskgate.faults.mutant.Mutant;
import io.taskgate.faults.mutant.Mutant.Cut;
import io.taskgate.simulation.SimulationRun.Settings;
import io.taskgate.simulation.check.SimulationViolation;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/// `SimulationMutants <runs> [<mutant>]`: removes each guard in turn and prints the number of short runs
/// after which the simulation detects it. For a single mutant, also prints the trace of the smallest run. The
/// exit code is 1 if a mutant is not detected.
public final class SimulationMutants {

    private static final Path SOURCES = Path.of("src", "main", "java");
    private static final Path MUTANTS = Path.of("target", "simulation-mutants");
    private static final int SCENARIOS = 12;
    private static final int HEALTHY = 4;

    private SimulationMutants() {}

    public static void main(String[] arguments) throws Exception {
        int runs = Integer.parseInt(arguments[0]);
        Map<String, List<Cut>> mutants = mutants();
        if (arguments.length > 1) {
            mutants.keySet().retainAll(Set.of(arguments[1]));
        }
        int missed = 0;
        for (Map.Entry<String, List<Cut>> mutant : mutants.entrySet()) {
            long from = System.nanoTime();
            String found = trial(mutant.getKey(), mutant.getValue(), runs);
            missed += found.isEmpty() ? 1 : 0;
            System.out.printf(
                    Locale.ROOT,
                    "%s: %s (%.1f s)%n",
                    mutant.getKey(),
                    found.isEmpty() ? "not detected in " + runs + " runs" : found,
                    (System.nanoTime() - from) / 1e9);
            if (arguments.length > 1 && !found.isEmpty()) {
                System.out.println(inLoader(mutant.getKey(), mutant.getValue(), "smallestTrace", runs));
            }
        }
        System.exit(missed == 0 ? 0 : 1);
    }

    private static Map<String, List<Cut>> mutants() {
        Map<String, List<Cut>> all = new LinkedHashMap<>();
        for (Mutant mutant : Mutant.values()) {
            all.put(mutant.name(), mutant.cuts());
        }
        for (GuardMutant mutant : GuardMutant.values()) {
            all.put(mutant.name(), List.of(mutant.cut()));
        }
        return all;
    }

    /// Returns the first violation and its run; empty if there was none.
    static String trial(String name, List<Cut> cuts, int runs) throws Exception {
        return inLoader(name, cuts, "firstFound", runs);
    }

    private static String inLoader(String name, List<Cut> cuts, String method, int runs) throws Exception {
        Path classes = compile(name, cuts);
        try (URLClassLoader loader = new MutantLoader(classes)) {
            return (String) loader.loadClass(SimulationMutants.class.getName())
                    .getDeclaredMethod(method, int.class)
                    .invoke(null, runs);
        }
    }

    /// Runs seeds until one has a violation. Called in the mutant's class loader.
    public static String firstFound(int runs) {
        return firstFailing(runs)
                .map(result -> {
                    SimulationViolation first = result.violations().getFirst();
                    return "run " + result.seed() + ": " + first.rule() + " of " + first.subject();
                })
                .orElse("");
    }

    /// Returns the trace of the smallest run with the same violation as the first failing run. Called in the
    /// mutant's class loader.
    public static String smallestTrace(int runs) {
        return firstFailing(runs)
                .map(result -> SimulationTrace.of(SimulationShrinker.shrink(settings((int) result.seed()))))
                .orElse("");
    }

    private static Optional<SimulationResult> firstFailing(int runs) {
        return IntStream.rangeClosed(1, runs)
                .mapToObj(seed -> SimulationRun.run(settings(seed)))
                .filter(result -> !result.violations().isEmpty())
                .findFirst();
    }

    /// Every fourth run is healthy: some mutants only delay others, which other runs don't show.
    private static Settings settings(int seed) {
        return seed % HEALTHY == 0 ? Settings.healthy(seed, 2 * SCENARIOS) : Settings.of(seed, SCENARIOS);
    }

    private static Path compile(String name, List<Cut> cuts) throws IOException {
        Path folder = MUTANTS.resolve(name);
        Path classes = Files.createDirectories(folder.resolve("classes"));
        Path sources = Files.createDirectories(folder.resolve("src"));
        List<Path> changed = new ArrayList<>();
        for (Cut cut : cuts) {
            Path file = sources.resolve(cut.file());
            Files.createDirectories(file.getParent());
            changed.add(Files.writeString(file, cut.in(Files.readString(source(cut.file())))));
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        List<String> options = List.of(
                "-proc:none",
                "-nowarn",
                "-parameters",
                "-d",
                classes.toString(),
                "-classpath",
                System.getProperty("java.class.path"));
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            if (!compiler.getTask(said, files, null, options, null, files.getJavaFileObjectsFromPaths(changed))
                    .call()) {
                throw new IllegalStateException(name + " does not compile: " + said);
            }
        }
        return classes;
    }

    private static Path source(String file) throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(path -> path.endsWith(file))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("No source " + file));
        }
    }

    /// Loads the mutant's classes first, then the project's own, then the parent's.
    private static final class MutantLoader extends URLClassLoader {

        private MutantLoader(Path mutant) throws MalformedURLException {
            super(urls(mutant), SimulationMutants.class.getClassLoader());
        }

        private static URL[] urls(Path mutant) throws MalformedURLException {
            List<URL> urls = new ArrayList<>();
            urls.add(mutant.toUri().toURL());
            for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
                if (!entry.endsWith(".jar")) {
                    urls.add(Path.of(entry).toUri().toURL());
                }
            }
            return urls.toArray(URL[]::new);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith("io.taskgate.")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? findClass(name) : loaded;
            }
        }
    }
}
