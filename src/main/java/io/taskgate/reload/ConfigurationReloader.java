package io.taskgate.reload;

import io.micrometer.core.instrument.MeterRegistry;
import io.taskgate.audit.AuditEvent;
import io.taskgate.audit.AuditLog;
import io.taskgate.audit.AuditUnavailableException;
import io.taskgate.credential.ApiKeyFormat;
import io.taskgate.reload.ReloadableSection.Loaded;
import io.taskgate.reload.ReloadableSection.Version;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Loads the configuration sources at start-up and again when they change. A document is read, parsed and
/// validated by every section before any section applies it; if one section rejects it, none applies it, and
/// the previous version stays active. Thread-safe.
public final class ConfigurationReloader {

    private static final Logger LOG = Logger.getLogger("io.taskgate.configuration");

    /// The principal of reloads in the audit log.
    private static final String PRINCIPAL = "taskgate";

    private final List<ConfigurationSourceState> sources;
    private final List<ReloadableSection> sections;
    private final AuditLog audit;
    private final Clock clock;
    private final MeterRegistry meters;
    private final ReentrantLock lock = new ReentrantLock();

    /// The results of polling a source, and the tag of its counter.
    private enum Result {
        LOADED,
        REJECTED,
        UNREADABLE
    }

    /// A new document of a source that is not active yet.
    private sealed interface Candidate {
        record Unchanged() implements Candidate {}

        record Changed(String digest, Map<String, String> properties) implements Candidate {}

        record Failed(Result result, List<String> problems) implements Candidate {}
    }

    public ConfigurationReloader(
            List<ConfigurationSource> sources,
            List<ReloadableSection> sections,
            AuditLog audit,
            Clock clock,
            MeterRegistry meters) {
        this.sources = sources.stream()
                .map(source -> new ConfigurationSourceState(source, meters))
                .toList();
        this.sections = List.copyOf(sections);
        this.audit = audit;
        this.clock = clock;
        this.meters = meters;
    }

    /// Loads every source for the first time. Call it before requests are served.
    ///
    /// @return the start-up errors, one line each: unreadable sources, and the errors of sections
    public List<String> start() {
        lock.lock();
        try {
            List<String> problems = new ArrayList<>();
            List<Candidate> candidates = new ArrayList<>();
            for (ConfigurationSourceState state : sources) {
                Candidate candidate = candidate(state);
                candidates.add(candidate);
                if (candidate instanceof Candidate.Failed failed) {
                    failed.problems().forEach(problem -> problems.add(inSource(state, problem)));
                }
            }
            return problems.isEmpty() ? start(candidates) : problems;
        } finally {
            lock.unlock();
        }
    }

    private List<String> start(List<Candidate> candidates) {
        List<Loaded> loaded = new ArrayList<>();
        for (int i = 0; i < sources.size(); i++) {
            if (candidates.get(i) instanceof Candidate.Changed changed) {
                loaded.add(new Loaded(sources.get(i).source().location(), changed.properties()));
            }
        }
        List<Version.Valid> valid = new ArrayList<>();
        List<String> problems = prepare(loaded, valid);
        if (problems.isEmpty()) {
            valid.forEach(version -> version.swap().run());
            for (int i = 0; i < sources.size(); i++) {
                if (candidates.get(i) instanceof Candidate.Changed changed) {
                    loaded(sources.get(i), changed, change(valid));
                }
            }
        }
        return problems;
    }

    private static String inSource(ConfigurationSourceState state, String problem) {
        return state.source().key() + ": " + state.source().location() + ": " + problem;
    }

    /// Reads the sources of a kind again. New content that every section accepts is active when this returns.
    public void poll(ConfigurationSource.Kind kind) {
        lock.lock();
        try {
            sources.stream().filter(state -> state.source().kind() == kind).forEach(this::poll);
        } finally {
            lock.unlock();
        }
    }

    private void poll(ConfigurationSourceState state) {
        switch (candidate(state)) {
            case Candidate.Unchanged() -> state.isCurrent();
            case Candidate.Failed(Result result, List<String> problems) -> failed(state, result, problems);
            case Candidate.Changed changed -> {
                List<Version.Valid> valid = new ArrayList<>();
                List<String> problems = prepare(with(state, changed), valid);
                if (problems.isEmpty()) {
                    valid.forEach(version -> version.swap().run());
                    loaded(state, changed, change(valid));
                } else {
                    failed(state, Result.REJECTED, problems);
                }
            }
        }
    }

    private Candidate candidate(ConfigurationSourceState state) {
        String text;
        try {
            text = state.source().read();
        } catch (UnreadableSourceException e) {
            return new Candidate.Failed(Result.UNREADABLE, List.of("Can't be read: " + e.reason()));
        }
        String digest = ApiKeyFormat.digest(text);
        if (state.holds(digest)) {
            return new Candidate.Unchanged();
        }
        return switch (ConfigurationDocumentParser.read(state.source().format(), text)) {
            case ConfigurationDocumentParser.Reading.Malformed(String problem) ->
                new Candidate.Failed(Result.REJECTED, List.of(problem));
            case ConfigurationDocumentParser.Reading.Read(Map<String, String> properties) -> {
                List<String> strange = properties.keySet().stream()
                        .filter(property -> sections.stream().noneMatch(section -> section.reads(property)))
                        .sorted()
                        .map(property -> property + ": This property can't change at run time. Remove it,"
                                + " or set it in the configuration of the application.")
                        .toList();
                yield strange.isEmpty()
                        ? new Candidate.Changed(digest, properties)
                        : new Candidate.Failed(Result.REJECTED, strange);
            }
        };
    }

    /// Returns the content of all sources with one of them replaced.
    private List<Loaded> with(ConfigurationSourceState changing, Candidate.Changed changed) {
        return sources.stream()
                .map(state -> new Loaded(
                        state.source().location(), state == changing ? changed.properties() : state.properties()))
                .toList();
    }

    /// @param valid receives the new version of each section
    /// @return the errors of all sections
    private List<String> prepare(List<Loaded> loaded, List<Version.Valid> valid) {
        List<String> problems = new ArrayList<>();
        for (ReloadableSection section : sections) {
            List<Loaded> own = loaded.stream()
                    .map(one -> new Loaded(one.location(), own(section, one.properties())))
                    .toList();
            switch (section.prepare(own)) {
                case Version.Valid version -> valid.add(version);
                case Version.Invalid(List<String> found) -> problems.addAll(found);
            }
        }
        return problems;
    }

    private static Map<String, String> own(ReloadableSection section, Map<String, String> properties) {
        return properties.entrySet().stream()
                .filter(property -> section.reads(property.getKey()))
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static Optional<String> change(List<Version.Valid> versions) {
        return Optional.of(versions.stream()
                        .map(Version.Valid::change)
                        .filter(Objects::nonNull)
                        .collect(Collectors.joining("; ")))
                .filter(text -> !text.isEmpty());
    }

    private void loaded(ConfigurationSourceState state, Candidate.Changed changed, Optional<String> change) {
        Map<String, String> kept = changed.properties();
        for (ReloadableSection section : sections) {
            kept = section.withoutSecrets(kept);
        }
        state.loaded(changed.digest(), kept, clock.instant());
        LOG.infof(
                "Configuration loaded: source=%s change=\"%s\"", state.source().location(), change.orElse("no change"));
        count(state, Result.LOADED);
        record(state, change.orElse(null), Result.LOADED);
    }

    /// Counted each time, logged once.
    private void failed(ConfigurationSourceState state, Result result, List<String> problems) {
        count(state, result);
        if (state.failed(String.join("\n", problems))) {
            LOG.errorf(
                    "Configuration not loaded, the previous version stays active: source=%s problems=%s",
                    state.source().location(), "\n  " + String.join("\n  ", problems));
            record(state, problems.getFirst(), result);
        }
    }

    private void count(ConfigurationSourceState state, Result result) {
        meters.counter(
                        "taskgate.configuration.reloads",
                        "source",
                        state.source().tag(),
                        "result",
                        result.name().toLowerCase(Locale.ROOT))
                .increment();
    }

    private void record(ConfigurationSourceState state, @Nullable String reason, Result result) {
        try {
            audit.record(new AuditEvent(
                    AuditEvent.Action.RELOAD, PRINCIPAL, null, state.source().location(), reason, null, result.name()));
        } catch (AuditUnavailableException e) {
            // A revoked key stays revoked.
            LOG.errorf("Configuration reload missing in the audit file: error=\"%s\"", e.getMessage());
        }
    }
}
