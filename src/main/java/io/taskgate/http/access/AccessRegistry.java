package io.taskgate.http.access;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.taskgate.callback.model.Tenant;
import io.taskgate.credential.ApiKeyFormat;
import io.taskgate.credential.KeyStrengthValidator;
import io.taskgate.reload.EntryChanges;
import io.taskgate.reload.EntryLocations;
import io.taskgate.reload.ReloadableSection;
import io.taskgate.settings.ConfigurationMapper;
import io.taskgate.settings.ConfigurationProblems;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import jakarta.validation.Validator;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The active access rules, from the configuration of the application and from reloadable sources. Empty
/// until the first version is active. Thread-safe.
@Singleton
public final class AccessRegistry implements ReloadableSection {

    /// The time before its expiry from which a key is reported.
    private static final Duration WARNING_PERIOD = Duration.ofDays(14);

    private static final String PREFIX = "taskgate.access";
    private static final String NAME = "(?:\"[^\"]+\"|[^.]+)";
    private static final String GRANT = "(?:tenant|(?:roles|services|operations|state-machines|runners)(?:\\[\\d+])?)";
    private static final Pattern RELOADABLE = Pattern.compile("taskgate\\.access\\.(?:"
            + "keys\\." + NAME + "\\.(?:secret|next-secret|expires|next-expires|forwards-principal|" + GRANT + ")"
            + "|principals\\." + NAME + "\\.(?:arn|" + GRANT + ")"
            + "|certificates\\." + NAME + "\\.(?:subject|" + GRANT + ")"
            // Not `tls`: it names a configuration that can't change while the process runs.
            + "|issuers\\." + NAME + "\\.(?:issuer|jwks-url|audience(?:\\[\\d+])?"
            + "|rules\\[\\d+]\\.(?:claims\\..+|" + GRANT + ")))");
    private static final Pattern SECRET = Pattern.compile(".*\\.(?:next-)?secret");

    private final AccessConfig base;
    private final ConfigurationMapper<AccessConfig> mapper;
    private final Tenant tenant;
    private final Provider<KeyStrengthValidator> strength;
    private final MultiGauge lastUses;
    private final MultiGauge expiries;
    private volatile Access access;

    private record Access(ApiKeys keys, AccessRules rules) {

        /// Returns the entries by name, for comparison with another version.
        Map<String, Object> entries() {
            Map<String, Object> entries = new TreeMap<>(rules.entries());
            keys.all()
                    .forEach(key -> entries.merge(
                            "key " + key.name(), List.of(key.comparable()), (one, two) -> List.of(one, two)));
            return entries;
        }
    }

    /// Entries of several sources, by name.
    private static final class Entries {
        private final Map<String, AccessConfig.Key> keys = new TreeMap<>();
        private final Map<String, AccessConfig.IamPrincipal> principals = new TreeMap<>();
        private final Map<String, AccessConfig.Certificate> certificates = new TreeMap<>();
        private final Map<String, AccessConfig.Issuer> issuers = new TreeMap<>();
        private final EntryLocations locations = new EntryLocations();
        private final List<String> problems = new ArrayList<>();

        void add(String location, AccessConfig config) {
            config.keys().forEach((name, key) -> add(location, "keys.", name, key, keys));
            config.principals().forEach((name, one) -> add(location, "principals.", name, one, principals));
            config.certificates().forEach((name, one) -> add(location, "certificates.", name, one, certificates));
            config.issuers().forEach((name, one) -> add(location, "issuers.", name, one, issuers));
        }

        /// IAM principals come with a key that forwards them.
        boolean admitNobody() {
            return keys.isEmpty() && certificates.isEmpty() && issuers.isEmpty();
        }

        private <E> void add(String location, String kind, String name, E entry, Map<String, E> entries) {
            locations
                    .add(PREFIX + "." + kind + name, location)
                    .ifPresentOrElse(problems::add, () -> entries.put(name, entry));
        }
    }

    AccessRegistry(
            AccessConfig base,
            Tenant tenant,
            Provider<KeyStrengthValidator> strength,
            Validator validator,
            MeterRegistry meters) {
        this.base = base;
        this.mapper = new ConfigurationMapper<>(AccessConfig.class, PREFIX, AccessConverters.all(), validator);
        this.tenant = tenant;
        this.strength = strength;
        lastUses = MultiGauge.builder("taskgate.access.key.last.used.timestamp")
                .description("When an API key was last accepted by this process; 0 for not yet")
                .baseUnit("seconds")
                .register(meters);
        expiries = MultiGauge.builder("taskgate.access.key.expiry.timestamp")
                .description("Time from which an API key is rejected")
                .baseUnit("seconds")
                .register(meters);
        access = new Access(new ApiKeys(), AccessRules.nobody(tenant));
    }

    public AccessRules rules() {
        return access.rules();
    }

    /// Finds a key, including an expired one.
    public Optional<ApiKeys.ApiKey> find(String presented) {
        return access.keys().find(presented);
    }

    /// Returns whether every caller is allowed everything (`taskgate.access.open`).
    public boolean isOpen() {
        return base.open();
    }

    /// Returns one line for each key that has expired or expires within 14 days.
    public List<String> expiring(Instant now) {
        List<String> lines = new ArrayList<>();
        for (ApiKeys.ApiKey key : access.keys().all()) {
            if (key.expires() != null && key.isExpired(now.plus(WARNING_PERIOD))) {
                lines.add("API key \"" + key.name() + "\" (" + key.slot().tag() + ") "
                        + (key.isExpired(now) ? "has expired" : "expires") + " at " + key.expires());
            }
        }
        return lines;
    }

    @Override
    public boolean reads(String property) {
        return RELOADABLE.matcher(property).matches();
    }

    @Override
    public Version prepare(List<Loaded> loaded) {
        Entries entries = new Entries();
        entries.add(EntryLocations.APPLICATION, base);
        for (Loaded one : loaded) {
            ConfigurationProblems found = new ConfigurationProblems();
            entries.add(one.location(), mapper.map(one.properties(), found));
            found.lines().forEach(line -> entries.problems.add(one.location() + ": " + line));
        }
        ApiKeys keys = new ApiKeys(entries.keys, tenant, strength.get(), access.keys());
        AccessRules rules =
                new AccessRules(base.open(), entries.principals, entries.certificates, entries.issuers, tenant, keys);
        List<String> problems = new ArrayList<>(entries.problems);
        problems.addAll(rules.problems());
        if (problems.isEmpty() && !base.open() && entries.admitNobody()) {
            problems.add("taskgate.access.keys: Required, because no caller is allowed otherwise. Configure a key, for"
                    + " example taskgate.access.keys.workflows.secret=… and"
                    + " taskgate.access.keys.workflows.roles=workflow.");
        }
        if (!problems.isEmpty()) {
            return new Version.Invalid(problems);
        }
        Access next = new Access(keys, rules);
        return new Version.Valid(() -> swap(next), EntryChanges.describe(access.entries(), next.entries()));
    }

    private void swap(Access next) {
        access = next;
        List<MultiGauge.Row<?>> uses = new ArrayList<>();
        List<MultiGauge.Row<?>> ends = new ArrayList<>();
        for (ApiKeys.ApiKey key : next.keys().all()) {
            Tags tags = Tags.of("key", key.name(), "secret", key.slot().tag());
            uses.add(MultiGauge.Row.of(tags, key.lastUse(), last -> last.get().getEpochSecond()));
            if (key.expires() != null) {
                ends.add(MultiGauge.Row.of(tags, key.expires(), Instant::getEpochSecond));
            }
        }
        lastUses.register(uses, true);
        expiries.register(ends, true);
    }

    @Override
    public Map<String, String> withoutSecrets(Map<String, String> properties) {
        Map<String, String> kept = new HashMap<>(properties);
        kept.replaceAll((property, value) -> isPlainSecret(property, value.strip()) ? digest(value) : value);
        return Map.copyOf(kept);
    }

    private boolean isPlainSecret(String property, String value) {
        return reads(property)
                && SECRET.matcher(property).matches()
                && !value.isEmpty()
                && !value.startsWith(ApiKeyFormat.DIGEST);
    }

    private static String digest(String value) {
        return ApiKeyFormat.digest(value.strip());
    }
}
