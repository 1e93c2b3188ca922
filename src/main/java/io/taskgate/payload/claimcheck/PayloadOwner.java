package io.taskgate.payload.claimcheck;

import io.taskgate.crypto.Sha256;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The owner of a stored payload. It is part of the key: the same content of two owners is stored twice, so
/// that neither can detect that the other has it.
///
/// @param tenant the tenant name
/// @param name   a service name, or [#OF_PRINCIPAL] and a digest of the principal name
public record PayloadOwner(String tenant, String name) {

    /// Not allowed in service names.
    private static final String OF_PRINCIPAL = "_";

    /// Not allowed as a tenant name.
    private static final String RECORDS = "_records";

    private static final int PRINCIPAL_DIGITS = 32;

    /// `<tenant>/<name>/sha256/<first two digits>/<digest>` after the prefix of the store.
    private static final Pattern KEY = Pattern.compile(
            "(?:.*/)?([A-Za-z0-9][^/]*)/(_[0-9a-f]{32}|[a-z0-9][a-z0-9-]*)/sha256/[0-9a-f]{2}/[0-9a-f]{64}");

    /// Returns the owner of the payloads of a service.
    public static PayloadOwner ofService(String tenant, String service) {
        return new PayloadOwner(tenant, service);
    }

    /// Returns the owner of the payloads that a caller checks in, and of the items of its batches.
    ///
    /// @param principal the principal name of the grant
    public static PayloadOwner ofPrincipal(String tenant, String principal) {
        String digest = Sha256.hex(principal);
        return new PayloadOwner(tenant, OF_PRINCIPAL + digest.substring(0, PRINCIPAL_DIGITS));
    }

    /// Returns the owner of data that the gateway stores for one of its records. No reference leads to it.
    ///
    /// @param record the record ID
    public static PayloadOwner ofRecord(String record) {
        return new PayloadOwner(RECORDS, record);
    }

    /// Returns the owner of the payload at a key; empty if no store creates such a key.
    public static Optional<PayloadOwner> ofKey(String key) {
        Matcher found = KEY.matcher(key);
        return found.matches() ? Optional.of(new PayloadOwner(found.group(1), found.group(2))) : Optional.empty();
    }

    /// Returns whether the key belongs to data that the gateway stores for one of its records.
    public static boolean isRecords(String key) {
        return key.startsWith(RECORDS + "/") || key.contains("/" + RECORDS + "/");
    }

    /// Returns the part of the owner's keys before the digest.
    public String path() {
        return tenant + "/" + name + "/";
    }
}
