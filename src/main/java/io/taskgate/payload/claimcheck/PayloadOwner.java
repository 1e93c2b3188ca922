package io.taskgate.payload.claimcheck;

import io.taskgate.payload.json.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Who a stored payload belongs to: a part of its key, so that the same content of two owners is stored twice
/// and neither can ask whether the other has it.
///
/// @param tenant the tenant's name
/// @param name   a service's name, or [#OF_PRINCIPAL] and a digest of a principal's name
public record PayloadOwner(String tenant, String name) {

    /// Service names have no such character.
    private static final String OF_PRINCIPAL = "_";

    /// No tenant is called so.
    private static final String RECORDS = "_records";

    private static final int PRINCIPAL_DIGITS = 32;

    /// `<tenant>/<name>/sha256/<first two digits>/<digest>` behind whatever prefix.
    private static final Pattern KEY = Pattern.compile(
            "(?:.*/)?([A-Za-z0-9][^/]*)/(_[0-9a-f]{32}|[a-z0-9][a-z0-9-]*)/sha256/[0-9a-f]{2}/[0-9a-f]{64}");

    /// What crosses the boundaries of a service's operations.
    public static PayloadOwner ofService(String tenant, String service) {
        return new PayloadOwner(tenant, service);
    }

    /// What a caller checks in itself, and what its batches are made of.
    ///
    /// @param principal as its grant names it
    public static PayloadOwner ofPrincipal(String tenant, String principal) {
        String digest = CanonicalJson.sha256(principal.getBytes(StandardCharsets.UTF_8));
        return new PayloadOwner(tenant, OF_PRINCIPAL + digest.substring(0, PRINCIPAL_DIGITS));
    }

    /// What the gateway keeps beside one of its own records. No reference leads there.
    ///
    /// @param record its id
    public static PayloadOwner ofRecord(String record) {
        return new PayloadOwner(RECORDS, record);
    }

    /// Who the payload at this key belongs to; empty where the key is none that a store gives.
    public static Optional<PayloadOwner> ofKey(String key) {
        Matcher found = KEY.matcher(key);
        return found.matches() ? Optional.of(new PayloadOwner(found.group(1), found.group(2))) : Optional.empty();
    }

    /// Whether this is the key of something that the gateway keeps beside one of its records.
    public static boolean isRecords(String key) {
        return key.startsWith(RECORDS + "/") || key.contains("/" + RECORDS + "/");
    }

    /// What an owner's keys have before the digest.
    public String path() {
        return tenant + "/" + name + "/";
    }
}
