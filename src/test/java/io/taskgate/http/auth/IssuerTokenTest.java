package io.taskgate.http.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.taskgate.GatewayTest;
import io.taskgate.testing.gateway.LocalAws;
import io.taskgate.testing.gateway.TestIssuer;
import org.junit.jupiter.api.Test;

/// Tests JSON Web Tokens of a configured issuer: `system:serviceaccount:orders:*` has the role workflow for
/// the service `orders`; other subjects have no grant.
@QuarkusTest
class IssuerTokenTest extends GatewayTest {

    private static final String SUBJECT = "system:serviceaccount:orders:starter";

    private static Response register(String token, String service, String operation) {
        ObjectNode form = form("made-up-" + fresh("token"), service, operation, fresh("order"));
        return nobody().header("Authorization", "Bearer " + token)
                .body(form.toString())
                .post("/v1/callbacks");
    }

    private static TestIssuer issuer() {
        return LocalAws.issuer();
    }

    @Test
    void aTokenOfTheIssuerHasTheGrantOfItsRule() {
        Response response = register(issuer().token(SUBJECT, TestIssuer.AUDIENCE), "orders", "plain");

        assertThat(response.statusCode()).as(response.asString()).isEqualTo(202);
    }

    @Test
    void itsGrantEndsWhereTheRuleSays() {
        problem(register(issuer().token(SUBJECT, TestIssuer.AUDIENCE), "shipping", "plain"), 403, "forbidden");
        problem(
                nobody().header("Authorization", "Bearer " + issuer().token(SUBJECT, TestIssuer.AUDIENCE))
                        .get("/v1/callbacks"),
                403,
                "forbidden");
    }

    @Test
    void aSubjectThatFitsNoRuleMayDoNothing() {
        String other = issuer().token("system:serviceaccount:other:starter", TestIssuer.AUDIENCE);

        problem(register(other, "orders", "plain"), 403, "forbidden");
    }

    @Test
    void aTokenForAnotherAudienceIsRefused() {
        problem(register(issuer().token(SUBJECT, "another-gateway"), "orders", "plain"), 401, "unauthenticated");
    }

    @Test
    void anExpiredForgedOrForeignTokenIsRefused() {
        problem(register(issuer().expired(SUBJECT), "orders", "plain"), 401, "unauthenticated");
        problem(register(issuer().forged(SUBJECT), "orders", "plain"), 401, "unauthenticated");
        problem(register(issuer().ofAnother(SUBJECT), "orders", "plain"), 401, "unauthenticated");
    }

    @Test
    void aTokenThatIsSignedWithEs384IsTakenAndAForgedOneIsRefused() {
        Response response = register(issuer().es384Token(SUBJECT), "orders", "plain");

        assertThat(response.statusCode()).as(response.asString()).isEqualTo(202);
        problem(register(issuer().es384Forged(SUBJECT), "orders", "plain"), 401, "unauthenticated");
    }

    private static final String ROLE = "arn:aws:iam::111122223333:role/orders";

    @Test
    void keysAreFoundByDiscoveryAndKeptWhileTheIssuerIsAway() {
        TestIssuer discovered = LocalAws.discovered();
        Response first = register(discovered.token(ROLE, TestIssuer.AUDIENCE), "orders", "plain");
        assertThat(first.statusCode()).as(first.asString()).isEqualTo(202);
        discovered.away(true);
        try {
            Response second = register(discovered.token(ROLE, TestIssuer.AUDIENCE), "orders", "plain");

            assertThat(second.statusCode()).as(second.asString()).isEqualTo(202);
            problem(register(discovered.forged(ROLE), "orders", "plain"), 401, "unauthenticated");
        } finally {
            discovered.away(false);
        }
    }

    @Test
    void anIssuersRulesAreNotAnothers() {
        problem(register(issuer().token(ROLE, TestIssuer.AUDIENCE), "orders", "plain"), 403, "forbidden");
        problem(
                register(LocalAws.discovered().token(SUBJECT, TestIssuer.AUDIENCE), "orders", "plain"),
                403,
                "forbidden");
    }

    /// The issuer's keys can't be read, so the caller may repeat the request.
    @Test
    void aTokenOfAnIssuerThatWasNeverReachedIsTriedAgainLater() {
        problem(register(issuer().ofNowhere(ROLE), "orders", "plain"), 503, "unavailable");
    }
}
