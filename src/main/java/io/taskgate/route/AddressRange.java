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

    /// @throws InvalidDefinitionException with the fix
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
            // said below
        }
        throw new InvalidDefinitionException("\"" + text + "\" is no range of addresses: write 10.0.0.0/8 or fd00::/8");
    }

    /// With commas between them.
    ///
    /// @throws InvalidDefinitionException with the fix
    public static List<AddressRange> parseAll(String text) {
        return Arrays.stream(text.split(",", -1)).map(AddressRange::parse).toList();
    }

    /// `10.1` is an address to the platform, and a mistake in a range.
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
