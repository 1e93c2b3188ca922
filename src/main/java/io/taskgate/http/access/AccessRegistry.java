package io.taskgate.http.access;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.taskgate.callback.model.Tenant;
import io.taskgate.credential.ApiKeyFormat;
import io.taskgate.credential.KeyStrengthValidator;
import io.taskgate.reload.ReloadableSection;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The active access rules, from the configuration of the application and from reloadable sources. Empty
/// until the first version is active. Thread-safe.
@Singleton
public final class AccessRegistry implements ReloadableSection {

    /// The time before its expiry from which a key is reported.
    private static final Duration WARNING_PERIOD = Duration.ofDays(14);

    private static final Duration MIN_INTERVAL = Duration.ofSeconds(1);
    private static final Duration MAX_FILE_INTERVAL = Duration.ofSeconds(30);
    private static final Duration MAX_SECRET_INTERVAL = Duration.ofSeconds(45);

    private static final String PREFIX = "taskgate.access";
    private static final String ROOT = PREFIX + ".";
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

    /// Entries of several sources, by name. An entry is complete in one source, so that its removal there
    /// removes all of it.
    private static final class Entries {
        private final Map<String, AccessConfig.Key> keys = new TreeMap<>();
        private final Map<String, AccessConfig.IamPrincipal> principals = new TreeMap<>();
        private final Map<String, AccessConfig.Certificate> certificates = new TreeMap<>();
        private final Map<String, AccessConfig.Issuer> issuers = new TreeMap<>();
        private final Map<String, String> places = new HashMap<>();
        private final List<String> problems = new ArrayList<>();

        void add(String place, AccessConfig config) {
            config.keys().forEach((name, key) -> add(place, "keys.", name, key, keys));
            config.principals().forEach((name, one) -> add(place, "principals.", name, one, principals));
            config.certificates().forEach((name, one) -> add(place, "certificates.", name, one, certificates));
            config.issuers().forEach((name, one) -> add(place, "issuers.", name, one, issuers));
        }

        private <E> void add(String place, String kind, String name, E entry, Map<String, E> entries) {
            String other = places.putIfAbsent(kind + name, place);
            if (other == null) {
                entries.put(name, entry);
            } else {
                problems.add(ROOT + kind + name + ": Defined in " + other + " and in " + place
                        + ". Define the whole entry in one of them.");
            }
        }
    }

    AccessRegistry(AccessConfig base, Tenant tenant, Provider<KeyStrengthValidator> strength, MeterRegistry meters) {
        this.base = base;
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
        interval("reload-interval", base.reloadInterval(), MAX_FILE_INTERVAL).ifPresent(entries.problems::add);
        interval("secret-reload-interval", base.secretReloadInterval(), MAX_SECRET_INTERVAL)
                .ifPresent(entries.problems::add);
        entries.add("the application's configuration", base);
        for (Loaded one : loaded) {
            try {
                entries.add(one.location(), map(one));
            } catch (ConfigValidationException e) {
                for (int i = 0; i < e.getProblemCount(); i++) {
                    entries.problems.add(one.location() + ": " + e.getProblem(i).getMessage());
                }
            }
        }
        ApiKeys keys = new ApiKeys(entries.keys, tenant, strength.get(), access.keys());
        AccessRules rules =
                new AccessRules(base.open(), entries.principals, entries.certificates, entries.issuers, tenant, keys);
        List<String> problems = new ArrayList<>(entries.problems);
        problems.addAll(rules.problems());
        if (!problems.isEmpty()) {
            return new Version.Invalid(problems);
        }
        Access next = new Access(keys, rules);
        return new Version.Valid(() -> swap(next), change(access.entries(), next.entries()));
    }

    /// A removed key must be rejected within a minute.
    private static Optional<String> interval(String name, Duration every, Duration most) {
        boolean fits = every.compareTo(MIN_INTERVAL) >= 0 && every.compareTo(most) <= 0;
        return fits
                ? Optional.empty()
                : Optional.of(ROOT + name + ": Invalid interval " + every.toSeconds() + "s. Use 1s to "
                        + most.toSeconds() + "s.");
    }

    private static AccessConfig map(Loaded loaded) {
        return new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(loaded.properties(), loaded.location(), 100))
                .withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(AccessConfig.class, PREFIX)
                .withValidateUnknown(false)
                .build()
                .getConfigMapping(AccessConfig.class, PREFIX);
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

    /// Returns the difference by names.
    private static @Nullable String change(Map<String, Object> before, Map<String, Object> after) {
        List<String> parts = new ArrayList<>();
        before.forEach((name, entry) -> {
            if (!after.containsKey(name)) {
                parts.add("removed " + name);
            } else if (!entry.equals(after.get(name))) {
                parts.add("changed " + name);
            }
        });
        after.keySet().stream().filter(name -> !before.containsKey(name)).forEach(name -> parts.add("added " + name));
        return parts.isEmpty() ? null : String.join(", ", parts);
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
