package io.taskgate.route;

import io.taskgate.payload.InvalidDefinitionException;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/// A block of addresses in CIDR notation (RFC 4632, RFC 4291): `10.0.0.0/8`, `fd00::/8`, or one address.
///
/// @param network its first address
/// @param prefix  in bits
public record AddressRange(InetAddress network, int prefix) {

    /// @throws InvalidDefinitionException if the text is not a range
    public static AddressRange parse(String text) {
        String[] parts = text.strip().split("/", -1);
        try {
            InetAddress network = InetAddress.ofLiteral(parts[0]);
            int bits = network.getAddress().length * Byte.SIZE;
            int prefix = parts.length == 1 ? bits : Integer.parseInt(parts[1]);
            if (parts.length <= 2 && prefix >= 0 && prefix <= bits && isCanonical(parts[0])) {
                return new AddressRange(network, prefix);
            }
        } catch (IllegalArgumentException _) {
            // reported below
        }
        throw new InvalidDefinitionException(
                "Invalid address range \"" + text + "\". Use CIDR notation, for example 10.0.0.0/8 or fd00::/8.");
    }

    /// Parses a comma-separated list.
    ///
    /// @throws InvalidDefinitionException if an entry is not a range
    public static List<AddressRange> parseAll(String text) {
        return Arrays.stream(text.split(",", -1)).map(AddressRange::parse).toList();
    }

    /// The platform accepts `10.1` as an address; in a range it is an error.
    private static boolean isCanonical(String literal) {
        return literal.contains(":") || literal.split("\\.", -1).length == 4;
    }

    public boolean contains(InetAddress address) {
        byte[] mine = network.getAddress();
        byte[] other = address.getAddress();
        if (mine.length != other.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit++) {
            int mask = 0x80 >> bit % Byte.SIZE;
            if (((mine[bit / Byte.SIZE] ^ other[bit / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return network.getHostAddress() + "/" + prefix;
    }
}
