package io.taskgate.http.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.callback.model.Tenant;
import io.taskgate.credential.KeyStrengthValidator;
import io.taskgate.testing.config.TestSettings;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Tests the grants and the errors of `taskgate.access`.
class AccessRulesTest {

    private static final String ROLE = "arn:aws:sts::111122223333:assumed-role/orders";

    private static AccessRules rules(Map<String, String> properties) {
        AccessConfig config = TestSettings.map(AccessConfig.class, "taskgate.access", properties);
        Tenant tenant = new Tenant("default");
        ApiKeys keys = new ApiKeys(config.keys(), tenant, KeyStrengthValidator.unchecked(), new ApiKeys());
        return new AccessRules(
                config.open(), config.principals(), config.certificates(), config.issuers(), tenant, keys);
    }

    private static AccessRules principal() {
        return rules(Map.of(
                "taskgate.access.principals.orders.arn", ROLE,
                "taskgate.access.principals.orders.roles", "workflow",
                "taskgate.access.principals.orders.tenant", "shop"));
    }

    @Test
    void theSessionsOfARoleAreOnePrincipal() {
        Optional<Grant> one = principal().ofPrincipal(ROLE + "/session-1", "111122223333");
        Optional<Grant> two = principal().ofPrincipal(ROLE + "/session-2", "111122223333");

        assertThat(one.map(Grant::principal)).contains("iam:" + ROLE);
        assertThat(two.map(Grant::principal)).contains("iam:" + ROLE);
        assertThat(one.map(Grant::tenant)).contains("shop");
    }

    @Test
    void anotherRoleOrAccountHasNoGrant() {
        assertThat(principal().ofPrincipal("arn:aws:sts::111122223333:assumed-role/other/s", "111122223333"))
                .isEmpty();
        assertThat(principal().ofPrincipal("arn:aws:sts::111122223333:assumed-role/orders2/s", "111122223333"))
                .isEmpty();
        assertThat(principal().ofPrincipal(ROLE + "/s", "999999999999")).isEmpty();
    }

    @Test
    void theSubjectOfACertificateHasAGrant() {
        AccessRules rules = rules(Map.of(
                "taskgate.access.certificates.orders.subject", "CN=orders,O=Example",
                "taskgate.access.certificates.orders.roles", "worker"));

        assertThat(rules.ofCertificate("CN=orders,O=Example").map(Grant::principal))
                .contains("mtls:CN=orders,O=Example");
        assertThat(rules.ofCertificate("CN=orders,O=Another")).isEmpty();
    }

    @Test
    void anExecutionsHistoryIsForTheTenantThatNamesItsStateMachine() {
        String machines = "arn:aws:states:us-east-1:000000000000:stateMachine:";
        AccessRules rules = rules(Map.ofEntries(
                Map.entry("taskgate.access.certificates.all.subject", "CN=all"),
                Map.entry("taskgate.access.certificates.all.roles", "workflow"),
                Map.entry("taskgate.access.certificates.shop.subject", "CN=shop"),
                Map.entry("taskgate.access.certificates.shop.roles", "workflow"),
                Map.entry("taskgate.access.certificates.shop.tenant", "shop"),
                Map.entry("taskgate.access.certificates.shop.state-machines", machines + "shop-*"),
                Map.entry("taskgate.access.certificates.bank.subject", "CN=bank"),
                Map.entry("taskgate.access.certificates.bank.roles", "workflow"),
                Map.entry("taskgate.access.certificates.bank.tenant", "bank")));
        String ofShop = "arn:aws:states:us-east-1:000000000000:execution:shop-orders:e";
        String ofNobody = "arn:aws:states:us-east-1:000000000000:execution:orders:e";

        assertThat(rules.problems()).isEmpty();
        assertThat(maySeeHistory(rules, "CN=shop", ofShop)).isTrue();
        assertThat(maySeeHistory(rules, "CN=all", ofShop)).isFalse();
        assertThat(maySeeHistory(rules, "CN=all", ofNobody)).isTrue();
        assertThat(maySeeHistory(rules, "CN=shop", ofNobody)).isFalse();
        assertThat(maySeeHistory(rules, "CN=bank", ofNobody)).isFalse();
        assertThat(maySeeHistory(rules, "CN=bank", ofShop)).isFalse();
    }

    private static boolean maySeeHistory(AccessRules rules, String subject, String executionArn) {
        return rules.maySeeHistory(rules.ofCertificate(subject).orElseThrow(), executionArn);
    }

    @Test
    void anIssuerStandsOnce() {
        AccessRules rules = rules(Map.of(
                "taskgate.access.issuers.one.issuer", "https://issuer.example.com",
                "taskgate.access.issuers.one.audience", "taskgate",
                "taskgate.access.issuers.one.rules[0].claims.sub", "a",
                "taskgate.access.issuers.one.rules[0].roles", "worker",
                "taskgate.access.issuers.two.issuer", "https://issuer.example.com",
                "taskgate.access.issuers.two.audience", "taskgate",
                "taskgate.access.issuers.two.rules[0].claims.sub", "b",
                "taskgate.access.issuers.two.rules[0].roles", "worker"));

        assertThat(rules.problems())
                .singleElement()
                .asString()
                .matches("taskgate\\.access\\.issuers\\.(one|two)\\.issuer: Duplicate of .*");
    }
}
