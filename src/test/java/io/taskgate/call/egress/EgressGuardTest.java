package io.taskgate.call.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskgate.route.AddressRange;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EgressGuardTest {

    private static final List<AddressRange> NONE = List.of();

    private static EgressGuard guard(String... allow) {
        return new EgressGuard(List.of(allow), host -> {
            throw new UnknownHostException(host);
        });
    }

    private static EgressGuard resolving(Map<String, List<String>> names, String... allow) {
        return new EgressGuard(
                List.of(allow),
                host -> names.get(host).stream().map(InetAddress::ofLiteral).toArray(InetAddress[]::new));
    }

    @ParameterizedTest
    @CsvSource({
        "8.8.8.8, PUBLIC",
        "1.1.1.1, PUBLIC",
        "52.94.236.248, PUBLIC",
        "172.15.255.255, PUBLIC",
        "172.32.0.0, PUBLIC",
        "192.167.255.255, PUBLIC",
        "192.169.0.0, PUBLIC",
        "100.63.255.255, PUBLIC",
        "100.128.0.0, PUBLIC",
        "169.253.255.255, PUBLIC",
        "169.255.0.0, PUBLIC",
        "223.255.255.255, PUBLIC",
        "2600:1f18::1, PUBLIC",
        "2a00:1450:4001::200e, PUBLIC",
        "::ffff:8.8.8.8, PUBLIC",
        "64:ff9b::8.8.8.8, PUBLIC",
        "10.0.0.0, PRIVATE",
        "10.255.255.255, PRIVATE",
        "172.16.0.1, PRIVATE",
        "172.31.255.255, PRIVATE",
        "192.168.0.1, PRIVATE",
        "100.64.0.1, PRIVATE",
        "100.127.255.255, PRIVATE",
        "fc00::1, PRIVATE",
        "fd12:3456::1, PRIVATE",
        "::ffff:10.0.0.1, PRIVATE",
        "64:ff9b::10.0.0.1, PRIVATE",
        "127.0.0.1, LOOPBACK",
        "127.255.255.255, LOOPBACK",
        "::1, LOOPBACK",
        "::ffff:127.0.0.1, LOOPBACK",
        "192.0.0.1, RESERVED",
        "192.0.2.1, RESERVED",
        "192.88.99.1, RESERVED",
        "198.18.0.1, RESERVED",
        "198.51.100.1, RESERVED",
        "203.0.113.1, RESERVED",
        "240.0.0.1, RESERVED",
        "2001:db8::1, RESERVED",
        "2001:0:1::1, RESERVED",
        "2002:808:808::1, RESERVED",
        "3fff::1, RESERVED",
        "64:ff9b:1::808:808, RESERVED",
        "100::1, RESERVED",
        "::8.8.8.8, RESERVED",
        "4000::1, RESERVED",
        "0.0.0.0, FORBIDDEN",
        "0.1.2.3, FORBIDDEN",
        "169.254.169.254, FORBIDDEN",
        "169.254.170.2, FORBIDDEN",
        "169.254.170.23, FORBIDDEN",
        "169.254.0.1, FORBIDDEN",
        "100.100.100.200, FORBIDDEN",
        "168.63.129.16, FORBIDDEN",
        "224.0.0.1, FORBIDDEN",
        "239.255.255.255, FORBIDDEN",
        "255.255.255.255, FORBIDDEN",
        "::, FORBIDDEN",
        "fe80::1, FORBIDDEN",
        "febf::1, FORBIDDEN",
        "fec0::1, FORBIDDEN",
        "ff02::1, FORBIDDEN",
        "fd00:ec2::254, FORBIDDEN",
        "fd00:ec2::23, FORBIDDEN",
        "::ffff:169.254.169.254, FORBIDDEN",
        "64:ff9b::169.254.169.254, FORBIDDEN",
        "64:ff9b::127.0.0.1, FORBIDDEN",
        "64:ff9b:1::a9fe:a9fe, FORBIDDEN",
        "2002:a9fe:a9fe::1, FORBIDDEN",
        "2002:7f00:1::1, FORBIDDEN",
        "::169.254.169.254, FORBIDDEN"
    })
    void everyAddressHasItsKind(String address, AddressKind kind) {
        assertThat(AddressKind.of(InetAddress.ofLiteral(address))).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({
        "partner.example, 8.8.8.8, true",
        "partner.example, 10.0.0.1, false",
        "partner.example, fd12::1, false",
        "partner.example, 127.0.0.1, false",
        "partner.example, ::1, false",
        "partner.example, 192.0.2.1, false",
        "partner.example, 169.254.169.254, false",
        "orders, 10.0.0.1, true",
        "orders, fd12::1, true",
        "orders, 127.0.0.1, false",
        "orders, 169.254.169.254, false",
        "orders.default.svc, 10.0.0.1, true",
        "orders.default.svc.cluster.local, 172.20.1.1, true",
        "ORDERS.Internal., 10.0.0.1, true",
        "orders.internal, 100.64.1.1, true",
        "orders.internal, 169.254.170.2, false",
        "internal, 10.0.0.1, true",
        "internal.example, 10.0.0.1, false",
        "notinternal.example, 10.0.0.1, false",
        "svc.partner.example, 10.0.0.1, false",
        "10.0.0.1, 10.0.0.1, true",
        "[fd12::1], fd12::1, true",
        "169.254.169.254, 169.254.169.254, false",
        "[fd00:ec2::254], fd00:ec2::254, false",
        "0.0.0.0, 0.0.0.0, false",
        "localhost, 127.0.0.1, true",
        "LOCALHOST, ::1, true",
        "127.0.0.1, 127.0.0.1, true",
        "[::1], ::1, true",
        "localhost.partner.example, 127.0.0.1, false",
        "192.0.2.1, 192.0.2.1, false"
    })
    void withoutConfigurationItIsTheNameThatDecides(String host, String address, boolean allowed) {
        assertThat(guard().allows(host, InetAddress.ofLiteral(address), NONE)).isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, 10.0.0.0/8, true",
        "10.0.0.1, 10.0.0.1, true",
        "10.0.0.1, 10.1.0.0/16, false",
        "127.0.0.1, 127.0.0.0/8, true",
        "192.0.2.1, 192.0.2.0/24, true",
        "fd12::1, fd00::/8, true",
        "169.254.169.254, 0.0.0.0/0, false",
        "fd00:ec2::254, ::/0, false",
        "169.254.169.254, 169.254.0.0/16, false"
    })
    void configurationAllowsMoreButNeverAll(String address, String range, boolean allowed) {
        InetAddress at = InetAddress.ofLiteral(address);
        assertThat(guard(range).allows("partner.example", at, NONE)).isEqualTo(allowed);
        assertThat(guard().allows("partner.example", at, List.of(AddressRange.parse(range))))
                .isEqualTo(allowed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.1/16",
                "example.com",
                "10.0.0.0/8/8",
                "",
                "fd00::/129",
                "10.0.0.0/x"
            })
    void whatIsNoRangeIsRefusedAtStart(String range) {
        assertThat(guard(range).problems())
                .singleElement()
                .asString()
                .startsWith("taskgate.egress.allow: ")
                .contains("Use CIDR notation");
    }

    @ParameterizedTest
    @ValueSource(strings = {"169.254.0.0/16", "169.254.169.254", "fd00:ec2::/32", "224.0.0.0/4"})
    void aRangeThatIsNeverConnectedToIsRefusedAtStart(String range) {
        assertThat(guard(range).problems()).singleElement().asString().contains("never allowed");
    }

    @Test
    void inClearTextTheRequestGoesToTheAddressThatWasChecked() throws Exception {
        EgressGuard guard = resolving(Map.of("partner.example", List.of("8.8.8.8", "8.8.4.4")));
        assertThat(guard.admit(URI.create("http://partner.example:8080/a%20b?c=%2F"), NONE))
                .isEqualTo(
                        new EgressDestination(URI.create("http://8.8.8.8:8080/a%20b?c=%2F"), "partner.example:8080"));
        assertThat(guard.admit(URI.create("http://partner.example/"), NONE))
                .isEqualTo(new EgressDestination(URI.create("http://8.8.8.8/"), "partner.example"));
    }

    @Test
    void anAddressOfIpv6IsPinnedInBrackets() throws Exception {
        EgressGuard guard = resolving(Map.of("partner.example", List.of("2600:1f18::1")));
        assertThat(guard.admit(URI.create("http://partner.example:80/x"), NONE))
                .isEqualTo(new EgressDestination(URI.create("http://[2600:1f18:0:0:0:0:0:1]:80/x"), "partner.example"));
    }

    @Test
    void overTlsTheNameStaysForTheCertificate() throws Exception {
        URI url = URI.create("https://partner.example/x");
        assertThat(resolving(Map.of("partner.example", List.of("8.8.8.8"))).admit(url, NONE))
                .isEqualTo(new EgressDestination(url, null));
    }

    @Test
    void oneForbiddenAddressAmongOthersRefusesTheRequest() {
        EgressGuard guard = resolving(Map.of("partner.example", List.of("8.8.8.8", "169.254.169.254")));
        for (String url : new String[] {"http://partner.example", "https://partner.example"}) {
            assertThatThrownBy(() -> guard.admit(URI.create(url), NONE))
                    .isInstanceOf(ForbiddenAddressException.class)
                    .hasMessageNotContaining("169.254")
                    .hasMessageContaining("taskgate.egress.allow");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://169.254.169.254/latest/meta-data", "https://[fd00:ec2::254]/", "http://0.0.0.0:8080"})
    void soIsAnAddressInTheUrl(String url) {
        assertThatThrownBy(() -> guard().admit(URI.create(url), NONE)).isInstanceOf(ForbiddenAddressException.class);
    }

    @Test
    void aNameWithoutAddressIsUnknown() {
        assertThatThrownBy(() -> guard().admit(URI.create("https://partner.example"), NONE))
                .isInstanceOf(UnknownHostException.class)
                .isInstanceOf(IOException.class);
    }
}
