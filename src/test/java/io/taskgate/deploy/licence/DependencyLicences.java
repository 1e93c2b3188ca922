package io.taskgate.deploy.licence;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/// Checks the licences of the libraries on a class path, as declared in their POMs, against a list of
/// open-source licences. A library with several licences needs one that is allowed. `CONTRIBUTING.md` has the
/// command.
final class DependencyLicences {

    /// The SPDX identifier of a licence, and its names in POMs.
    private static final Map<String, Pattern> ALLOWED = new TreeMap<>(Map.ofEntries(
            allowed(
                    "Apache-2.0",
                    "apache([- ]software)?( licen[sc]e)?,? *(version|v)?[- ]?2.*|.*apache.*licen[sc]e.*2.*"),
            allowed("MIT", "(the )?mit([- ]licen[sc]e)?( \\(mit\\))?|.*licenses/mit.*"),
            allowed("MIT-0", "mit-0|mit no attribution.*"),
            allowed("BSD-2-Clause", ".*bsd[- ]2[- ]clause.*|.*2-clause bsd.*|(the )?bsd licen[sc]e.*2.*"),
            allowed(
                    "BSD-3-Clause",
                    ".*bsd[- ]3[- ]clause.*|.*3-clause bsd.*|(the )?(new )?bsd([- ](style|new))?( licen[sc]e)?( 3)?"),
            allowed("EPL-1.0", "eclipse public licen[sc]e[ -]*(v|version)? ?1\\.0|epl[- ]1\\.0"),
            allowed("EPL-2.0", "(eclipse public licen[sc]e[ ,-]*(v\\.? ?|version )?2\\.0.*)|epl[- ]?2(\\.0)?"),
            allowed("BSD-3-Clause (EDL-1.0)", "(eclipse distribution licen[sc]e.*1\\.0)|edl[- ]1\\.0"),
            allowed("MPL-2.0", "mpl[- ]?2\\.0.*|mozilla public licen[sc]e.*2\\.0"),
            allowed("CC0-1.0", "cc0.*|public domain.*cc0.*"),
            allowed("Public domain", "public domain"),
            allowed("GPL-2.0 with Classpath-exception", "gpl2 w/ cpe|.*(gpl|general public licen[sc]e).*class ?path.*"),
            allowed("LGPL-2.1", ".*lgpl.*2\\.1.*|.*lesser general public licen[sc]e.*2\\.1.*"),
            allowed("UPL-1.0", "universal permissive licen[sc]e.*"),
            allowed("Unicode-3.0", "unicode.*|icu licen[sc]e.*"),
            allowed("Bouncy Castle (MIT)", "bouncy castle licen[sc]e.*"),
            allowed("Go (BSD-3-Clause)", "go license")));

    private final List<Path> jars;

    DependencyLicences(List<Path> jars) {
        this.jars = jars;
    }

    private static Map.Entry<String, Pattern> allowed(String licence, String written) {
        return Map.entry(licence, Pattern.compile(written, Pattern.CASE_INSENSITIVE));
    }

    /// A library with the licences that its POM or a parent declares, and the first one that is allowed.
    record Library(String name, List<String> named, Optional<String> allowed) {}

    /// Returns the libraries of a class path that are in a Maven repository.
    static DependencyLicences ofClassPath(String classPath) {
        return new DependencyLicences(Stream.of(classPath.split(File.pathSeparator))
                .map(Path::of)
                .filter(path -> path.toString().endsWith(".jar"))
                .filter(jar -> pomOf(jar).isPresent())
                .toList());
    }

    private static Optional<Path> pomOf(Path jar) {
        Path version = jar.toAbsolutePath().getParent();
        Path pom = version.resolve(version.getParent().getFileName() + "-" + version.getFileName() + ".pom");
        return Files.exists(pom) ? Optional.of(pom) : Optional.empty();
    }

    /// Prints each library by licence; the exit code is 1 if one is not allowed.
    public static void main(String[] arguments) {
        Map<String, List<String>> byLicence = ofClassPath(System.getProperty("java.class.path")).libraries().stream()
                .collect(Collectors.groupingBy(
                        library -> library.allowed().orElse("NOT ALLOWED: " + library.named()),
                        TreeMap::new,
                        Collectors.mapping(Library::name, Collectors.toList())));
        byLicence.forEach((licence, names) -> {
            System.out.println(licence);
            names.stream().sorted().forEach(name -> System.out.println("  " + name));
        });
        if (byLicence.keySet().stream().anyMatch(licence -> licence.startsWith("NOT ALLOWED"))) {
            System.exit(1);
        }
    }

    List<Library> libraries() {
        return jars.stream()
                .map(jar -> library(pomOf(jar).orElseThrow()))
                .distinct()
                .toList();
    }

    private static Library library(Path pom) {
        try {
            Document document = parse(pom);
            Path version = pom.getParent();
            String name = version.getParent().getFileName() + " " + version.getFileName();
            List<String> named = licences(pom, document);
            return new Library(
                    name,
                    named,
                    named.stream()
                            .flatMap(licence -> identifier(licence).stream())
                            .findFirst());
        } catch (IOException | SAXException | ParserConfigurationException e) {
            throw new IllegalStateException(pom + " can't be read.", e);
        }
    }

    /// Returns the SPDX identifier of an allowed licence.
    static Optional<String> identifier(String written) {
        String plain = written.strip().replaceAll("\\s+", " ");
        if (plain.toLowerCase(Locale.ROOT).contains("commons clause")) {
            return Optional.empty();
        }
        return ALLOWED.entrySet().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(plain)
                        || entry.getValue().matcher(plain).matches())
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /// Returns the licences of the POM, or of the nearest parent that declares some.
    private static List<String> licences(Path pom, Document document)
            throws IOException, SAXException, ParserConfigurationException {
        Element project = document.getDocumentElement();
        List<String> named = new ArrayList<>();
        Element licences = child(project, "licenses");
        if (licences != null) {
            NodeList all = licences.getElementsByTagName("license");
            for (int i = 0; i < all.getLength(); i++) {
                named.add(text((Element) all.item(i), "name"));
            }
        }
        Element parent = child(project, "parent");
        if (!named.isEmpty() || parent == null) {
            return named;
        }
        Path repository = repository(pom, document);
        String artifact = text(parent, "artifactId");
        String version = text(parent, "version");
        Path above = repository
                .resolve(text(parent, "groupId").replace('.', File.separatorChar))
                .resolve(artifact)
                .resolve(version)
                .resolve(artifact + "-" + version + ".pom");
        return Files.exists(above) ? licences(above, parse(above)) : List.of();
    }

    private static Path repository(Path pom, Document document) {
        Element project = document.getDocumentElement();
        Element parent = child(project, "parent");
        String group = child(project, "groupId") != null || parent == null
                ? text(project, "groupId")
                : text(parent, "groupId");
        Path repository = pom.getParent().getParent().getParent();
        for (int i = 0; i < group.split("\\.").length; i++) {
            repository = repository.getParent();
        }
        return repository;
    }

    private static Document parse(Path pom) throws IOException, SAXException, ParserConfigurationException {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        return factory.newDocumentBuilder().parse(pom.toFile());
    }

    private static @Nullable Element child(Element parent, String name) {
        NodeList children = parent.getChildNodes();
        for (int i = 0; i < children.getLength(); i++) {
            Node child = children.item(i);
            if (child instanceof Element element && element.getTagName().equals(name)) {
                return element;
            }
        }
        return null;
    }

    private static String text(Element parent, String name) {
        Element child = child(parent, name);
        return child == null ? "" : child.getTextContent().strip();
    }
}
