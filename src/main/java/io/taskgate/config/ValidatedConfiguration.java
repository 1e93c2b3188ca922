package io.taskgate.config;

import io.quarkus.runtime.LaunchMode;
import io.taskgate.batch.request.BatchPolicy;
import io.taskgate.callback.identity.CallbackIdKey;
import io.taskgate.callback.link.LinkSigningKeys;
import io.taskgate.callback.model.Tenant;
import io.taskgate.callback.stepfunctions.SendTaskRateLimiter;
import io.taskgate.callback.vault.KeyDecryptor;
import io.taskgate.callback.vault.VaultKeys;
import io.taskgate.credential.KeyStrengthValidator;
import io.taskgate.payload.spool.SpoolFactory;
import io.taskgate.route.RouteRegistry;
import io.taskgate.route.config.RouteReader;
import io.taskgate.runtime.FailPoint;
import io.taskgate.settings.ConfigurationProblems;
import jakarta.inject.Singleton;
import jakarta.validation.Validator;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The configuration under `taskgate.*` as read at start-up, with all errors in it. Invalid settings are
/// replaced by harmless values, and `StartupValidator` stops the start before anything is served.
@Singleton
public final class ValidatedConfiguration {

    private static final URI FALLBACK = URI.create("http://localhost");
    private static final byte[] UNUSED = new byte[KeyMaterialReader.BYTES];
    private final List<String> problems;
    private final RouteReader routeReader;
    private final Set<String> services;
    private final RouteRegistry routes;
    private final LinkSigningKeys linkKeys;
    private final VaultKeys vaultKeys;
    private final FailPoint failPoint;
    private final CallbackIdKey idKey;
    private final Tenant tenant;
    private final SpoolFactory spools;
    private final SendTaskRateLimiter.Limits quotaLimits;
    private final BatchPolicy batchPolicy;

    ValidatedConfiguration(
            LoadedConfiguration loaded, Validator validator, KeyDecryptor decryptor, KeyStrengthValidator strength) {
        TaskgateConfig settings = loaded.settings();
        ConfigurationProblems found = loaded.problems();
        spools = settings.spool().spools();
        KeyMaterialReader reader = new KeyMaterialReader(
                decryptor, found, strength, settings.tenant().name());
        services = Set.copyOf(settings.services().keySet());
        routeReader = new RouteReader(
                validator, reader::readSecret, LaunchMode.current().isDevOrTest());
        routes = new RouteRegistry(routeReader.routes(settings.services(), found));
        KeyMaterialReader.Keys links = reader.read(
                "taskgate.links", settings.links().keys(), settings.links().activeKey(), false);
        KeyMaterialReader.Keys vault = reader.read(
                "taskgate.vault", settings.vault().keys(), settings.vault().activeKey(), true);
        URI publicUrl = settings.publicUrl().orElse(FALLBACK);
        linkKeys = new LinkSigningKeys(
                active(links),
                byId(links),
                URI.create(publicUrl.toString().replaceAll("/+$", "")),
                settings.links().lifetime(),
                settings.links().strict());
        vaultKeys = new VaultKeys(active(vault), byId(vault), created(settings.vault()));
        failPoint = failPoint(settings.failPoint(), found);
        idKey = idKey(settings, reader, vault, found);
        tenant = settings.tenant();
        quotaLimits = settings.quota().limits();
        batchPolicy = settings.batch().policy(quotaLimits.share());
        problems = found.lines();
    }

    private static FailPoint failPoint(Optional<String> configured, ConfigurationProblems problems) {
        if (configured.isEmpty() || configured.get().isBlank()) {
            return FailPoint.NONE;
        }
        if (System.getenv("KUBERNETES_SERVICE_HOST") != null) {
            problems.add("taskgate.fail-point", "For tests only. Remove it.");
            return FailPoint.NONE;
        }
        try {
            FailPoint.Step fatal = FailPoint.Step.valueOf(configured.get());
            return step -> {
                if (step == fatal) {
                    Runtime.getRuntime().halt(137);
                }
            };
        } catch (IllegalArgumentException e) {
            problems.add(
                    "taskgate.fail-point",
                    "Unknown value \"" + configured.get() + "\". Use one of " + Arrays.toString(FailPoint.Step.values())
                            + ".");
            return FailPoint.NONE;
        }
    }

    private static Map<String, Instant> created(TaskgateConfig.Vault vault) {
        Map<String, Instant> created = new TreeMap<>();
        vault.created()
                .forEach((id, day) ->
                        created.put(id, day.atStartOfDay(ZoneOffset.UTC).toInstant()));
        return created;
    }

    /// IDs must not change when keys of the vault are added or removed.
    private static CallbackIdKey idKey(
            TaskgateConfig settings,
            KeyMaterialReader reader,
            KeyMaterialReader.@Nullable Keys vault,
            ConfigurationProblems problems) {
        Optional<String> own = settings.ids().key().filter(Predicate.not(String::isBlank));
        if (own.isPresent()) {
            byte[] secret = reader.readKey("taskgate.ids.key", own.get());
            return new CallbackIdKey(secret == null ? UNUSED : secret);
        }
        if (vault != null && vault.byId().size() > 1) {
            problems.add(
                    "taskgate.ids.key",
                    "Required, because taskgate.vault.keys has several keys. Set the value of the"
                            + " first of them, so that callback IDs do not change when it is removed.");
        }
        return new CallbackIdKey(
                vault == null ? UNUSED : vault.byId().values().iterator().next());
    }

    private static String active(KeyMaterialReader.@Nullable Keys keys) {
        return keys == null ? "none" : keys.active();
    }

    private static Map<String, byte[]> byId(KeyMaterialReader.@Nullable Keys keys) {
        return keys == null ? Map.of("none", UNUSED) : keys.byId();
    }

    public List<String> problems() {
        return problems;
    }

    RouteReader routeReader() {
        return routeReader;
    }

    /// Returns the names of the configured services.
    Set<String> services() {
        return services;
    }

    public RouteRegistry routes() {
        return routes;
    }

    public LinkSigningKeys linkKeys() {
        return linkKeys;
    }

    public VaultKeys vaultKeys() {
        return vaultKeys;
    }

    public CallbackIdKey idKey() {
        return idKey;
    }

    public FailPoint failPoint() {
        return failPoint;
    }

    public Tenant tenant() {
        return tenant;
    }

    public SpoolFactory spools() {
        return spools;
    }

    public BatchPolicy batchPolicy() {
        return batchPolicy;
    }

    public SendTaskRateLimiter.Limits quotaLimits() {
        return quotaLimits;
    }
}
