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
import io.taskgate.http.limit.LimitsConfig;
import io.taskgate.http.server.HttpConfig;
import io.taskgate.payload.ByteSize;
import io.taskgate.payload.InvalidDefinitionException;
import io.taskgate.payload.spool.SpoolFactory;
import io.taskgate.route.RouteRegistry;
import io.taskgate.route.config.ConfigurationProblems;
import io.taskgate.route.config.RouteReader;
import io.taskgate.runtime.FailPoint;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/// The configuration under `taskgate.*` as read at start-up, with all errors in it. Invalid settings are
/// replaced by harmless values, and `StartupValidator` stops the start before anything is served.
@Singleton
public final class ValidatedConfiguration {

    private static final byte[] UNUSED = new byte[KeyMaterialReader.BYTES];
    private static final String NAME = "(\"[^\"]+\"|[^.]+)";
    private static final String GRANT = "(tenant|(roles|services|operations|state-machines|runners)(\\[\\d+])?)";
    private static final Pattern KNOWN = Pattern.compile("taskgate\\.(services\\..+"
            + "|tenant|ids\\.key|public-url|fail-point|sweep\\.interval|quota\\.(burst|rate|share)"
            + "|audit\\.(file|required|s3\\.(bucket|key-prefix|mode|retention-days|directory|flush-timeout))"
            + "|egress\\.allow(\\[\\d+])?|links\\.(keys\\..+|active-key|lifetime|allow-plain-http|strict)"
            + "|vault\\.((keys|created)\\..+|active-key)"
            + "|access\\.(open|file|reload-interval|secret|secret-reload-interval)|access\\.(keys|principals|certificates)\\."
            + NAME
            + "\\.(secret|next-secret|expires|next-expires|forwards-principal|arn|subject|" + GRANT + ")"
            + "|access\\.issuers\\." + NAME
            + "\\.(issuer|jwks-url|tls|audience(\\[\\d+])?|rules\\[\\d+]\\.(claims\\..+|" + GRANT
            + "))|batch\\.(max-depth|max-runners|max-cost-usd|transition-price-usd|start-burst|start-rate|reconcile-interval|max-reserve|tables(\\[\\d+])?)"
            + "|http\\.(max-body-size|max-payload-size|max-read-size|max-requests|max-uploads|max-body-memory|(head|body|upload)-timeout)"
            + "|limits\\.(tenants\\.(\"[^\"]+\"|[^.]+)\\.(rate|burst|concurrency)|max-callers|max-anonymous-requests|(credential|link|anonymous)\\.(rate|burst|concurrency)|lockout\\.(failures|initial-delay|max-delay))"
            + "|shutdown\\.(delay|request-timeout|grace-period)|spool\\.(directory|memory-threshold)|events\\.queue"
            + "|events\\.sources\\.(\"[^\"]+\"|[^.]+)\\.(source|account|tenant|unsigned-answers|(roles|services|operations|state-machines)(\\[\\d+])?)"
            + "|aws\\.(ledger\\.(table|create-table)|payloads\\.(bucket|key-prefix|read-buckets(\\[\\d+])?|multipart-threshold|retention|encryption|kms-key-id|bucket-keys)|events\\.max-entry-size|http-client|region|credentials\\.(access-key-id|secret-access-key)"
            + "|kms-key-id|(sfn|eventbridge|kms|secretsmanager)-endpoint-override))");

    private static final String SMALL = "64KiB";
    private static final long MAX_IN_MEMORY = 64 * 1024 * 1024;

    private static final List<String> SIZES = List.of(
            "taskgate.http.max-body-size",
            "taskgate.http.max-payload-size",
            "taskgate.http.max-read-size",
            "taskgate.http.max-body-memory",
            "taskgate.aws.events.max-entry-size");

    private static final List<String> COUNTS = List.of("taskgate.http.max-requests", "taskgate.http.max-uploads");

    private final List<String> problems;
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
            Config config,
            GatewayConfig settings,
            SpoolConfig spool,
            QuotaConfig quota,
            BatchConfig batch,
            HttpConfig http,
            LimitsConfig limits,
            KeyDecryptor decryptor,
            KeyStrengthValidator strength) {
        ConfigurationProblems found = new ConfigurationProblems();
        Map<String, String> properties = properties(config);
        properties.keySet().stream()
                .filter(Predicate.not(ValidatedConfiguration::isKnown))
                .forEach(key -> found.add(key, "Unknown key. See docs/configuration.md for all keys."));
        for (String size : SIZES) {
            size(properties.getOrDefault(size, SMALL), size, found);
        }
        for (String count : COUNTS) {
            if (!properties.getOrDefault(count, "1").matches("[1-9]\\d{0,5}")) {
                found.add(
                        count,
                        "Invalid value \"" + properties.get(count) + "\". Expected an integer between 1 and 999999.");
            }
        }
        spools = new SpoolFactory(spool.directory(), (int)
                Math.min(size(spool.memoryThreshold(), "taskgate.spool.memory-threshold", found), MAX_IN_MEMORY));
        KeyMaterialReader reader = new KeyMaterialReader(decryptor, found, strength, settings.tenant());
        routes = new RouteReader(found, reader::readSecret, LaunchMode.current().isDevOrTest()).read(properties);
        http.check(found);
        limits.check(found);
        KeyMaterialReader.Keys links = reader.read(
                "taskgate.links", settings.links().keys(), settings.links().activeKey(), false);
        KeyMaterialReader.Keys vault = reader.read(
                "taskgate.vault", settings.vault().keys(), settings.vault().activeKey(), true);
        URI publicUrl =
                PublicUrlReader.read(settings.publicUrl(), settings.links().allowPlainHttp(), found);
        linkKeys = new LinkSigningKeys(
                active(links),
                byId(links),
                publicUrl,
                settings.links().lifetime(),
                settings.links().strict());
        vaultKeys = new VaultKeys(active(vault), byId(vault), created(settings.vault(), found));
        failPoint = failPoint(settings.failPoint(), found);
        idKey = idKey(settings, reader, vault, found);
        tenant = new Tenant(settings.tenant());
        if (!Tenant.isName(tenant.name())) {
            found.add("taskgate.tenant", Tenant.problem(tenant.name()));
        }
        quotaLimits = quota.limits(found);
        batchPolicy = batch.policy(quotaLimits.share(), found);
        problems = found.lines();
    }

    static boolean isKnown(String key) {
        return KNOWN.matcher(key).matches();
    }

    private static Map<String, String> properties(Config config) {
        Map<String, String> properties = new TreeMap<>();
        for (String name : config.getPropertyNames()) {
            if (name.startsWith("taskgate.")) {
                config.getOptionalValue(name, String.class)
                        .or(() -> Optional.of(""))
                        .ifPresent(value -> properties.put(name, value));
            }
        }
        return properties;
    }

    /// @return [#SMALL] for an invalid size
    private static long size(String text, String key, ConfigurationProblems problems) {
        try {
            return ByteSize.parse(text);
        } catch (InvalidDefinitionException e) {
            problems.add(key, String.valueOf(e.getMessage()));
            return ByteSize.parse(SMALL);
        }
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

    private static Map<String, Instant> created(GatewayConfig.Vault vault, ConfigurationProblems problems) {
        Map<String, Instant> created = new TreeMap<>();
        vault.created().forEach((id, day) -> {
            if (vault.keys().containsKey(id)) {
                created.put(id, day.atStartOfDay(ZoneOffset.UTC).toInstant());
            } else {
                problems.add(
                        "taskgate.vault.created." + id,
                        "Unknown key \"" + id + "\". Use a key of taskgate.vault.keys.");
            }
        });
        return created;
    }

    /// IDs must not change when keys of the vault are added or removed.
    private static CallbackIdKey idKey(
            GatewayConfig settings,
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
