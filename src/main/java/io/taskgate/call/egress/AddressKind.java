package io.taskgate.call.egress;

import io.taskgate.route.AddressRange;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// The purpose of an address, according to the special-purpose registries of IANA (RFC 6890) and the
/// documentation of cloud providers. Pure.
enum AddressKind {
    /// Global unicast.
    PUBLIC,
    /// RFC 1918, shared address space (RFC 6598), unique local (RFC 4193).
    PRIVATE,
    /// The host itself.
    LOOPBACK,
    /// Documentation, benchmarks, transition mechanisms, and unassigned ranges.
    RESERVED,
    /// Never the address of a service: link-local with the metadata services of clouds, multicast, broadcast,
    /// "this network".
    FORBIDDEN;

    private static final List<AddressRange> FORBIDDEN_RANGES = ranges(
            "0.0.0.0/8",
            // metadata of EC2 (169.254.169.254), of ECS tasks (169.254.170.2), credentials of EKS
            // (169.254.170.23)
            "169.254.0.0/16",
            "224.0.0.0/4",
            "255.255.255.255/32",
            // metadata of Alibaba Cloud and the agent of Azure, which are in ranges that are otherwise allowed
            "100.100.100.200/32",
            "168.63.129.16/32",
            "::/128",
            "fe80::/10",
            "fec0::/10",
            "ff00::/8",
            // metadata of EC2 (fd00:ec2::254), credentials of EKS (fd00:ec2::23)
            "fd00:ec2::/32");
    private static final List<AddressRange> LOOPBACK_RANGES = ranges("127.0.0.0/8", "::1/128");
    private static final List<AddressRange> PRIVATE_RANGES =
            ranges("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7");
    private static final List<AddressRange> RESERVED_RANGES = ranges(
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "240.0.0.0/4",
            "2001::/23",
            "2001:db8::/32",
            "2002::/16",
            "3fff::/20");
    private static final AddressRange GLOBAL_UNICAST = AddressRange.parse("2000::/3");

    /// Translates to IPv4 (RFC 6052): an IPv6-only subnet reaches IPv4 services through it.
    private static final AddressRange NAT64 = AddressRange.parse("64:ff9b::/96");

    /// Prefixes that embed an IPv4 address and may forward to it: at octet 12 (compatible, RFC 4291; local
    /// NAT64 with a /96, RFC 8215), or at octet 2 (6to4, RFC 3056).
    private static final List<AddressRange> EMBEDDING_AT_12 = ranges("::/96", "64:ff9b:1::/48");
    private static final AddressRange SIX_TO_FOUR = AddressRange.parse("2002::/16");

    private static List<AddressRange> ranges(String... texts) {
        return Stream.of(texts).map(AddressRange::parse).toList();
    }

    /// The platform represents a mapped address (`::ffff:10.0.0.1`) as an IPv4 address.
    static AddressKind of(InetAddress address) {
        if (NAT64.contains(address)) {
            return handedOn(embedded(address, 12));
        }
        AddressKind plain = plain(address);
        boolean embedsForbidden = embeddedIn(address).anyMatch(inner -> handedOn(inner) == FORBIDDEN);
        return plain == RESERVED && embedsForbidden ? FORBIDDEN : plain;
    }

    /// A translator that forwards a packet to its own loopback reaches nothing in this network.
    private static AddressKind handedOn(InetAddress inner) {
        AddressKind kind = plain(inner);
        return kind == LOOPBACK ? FORBIDDEN : kind;
    }

    private static Stream<InetAddress> embeddedIn(InetAddress address) {
        if (SIX_TO_FOUR.contains(address)) {
            return Stream.of(embedded(address, 2));
        }
        return isIn(EMBEDDING_AT_12, address) ? Stream.of(embedded(address, 12)) : Stream.empty();
    }

    private static AddressKind plain(InetAddress address) {
        if (isIn(FORBIDDEN_RANGES, address)) {
            return FORBIDDEN;
        }
        if (isIn(LOOPBACK_RANGES, address)) {
            return LOOPBACK;
        }
        if (isIn(PRIVATE_RANGES, address)) {
            return PRIVATE;
        }
        boolean global = address.getAddress().length == 4 || GLOBAL_UNICAST.contains(address);
        return global && !isIn(RESERVED_RANGES, address) ? PUBLIC : RESERVED;
    }

    private static boolean isIn(List<AddressRange> ranges, InetAddress address) {
        return ranges.stream().anyMatch(range -> range.contains(address));
    }

    private static InetAddress embedded(InetAddress address, int at) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(address.getAddress(), at, at + 4));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("Four octets must form an address.", e);
        }
    }
}
