package io.taskgate.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KnownKeysTest {

    private final KnownKeys keys = new KnownKeys(List.of(
            "t.http.max-body-size",
            "t.http.max-requests",
            "t.keys.*",
            "t.users.*.roles",
            "t.users.*.roles[*]",
            "t.users.*.rules[*].claims.*",
            "t.public-url"));
    private final KeySuggestions suggestions = new KeySuggestions(keys);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "t.public-url",
                "t.http.max-requests",
                "t.keys.any.thing",
                "t.users.a.roles",
                "t.users.\"a.b\".roles[1]",
                "t.users.a.rules[0].claims.a.b"
            })
    void aKeyThatIsReadIsKnown(String key) {
        assertThat(suggestions.problem(key)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "t.public-uri | Did you mean t.public-url?",
                "t.http.max-body-sise | Did you mean t.http.max-body-size?",
                "t.htpp.max-requests | Did you mean t.http?",
                "t.max-body-size | Did you mean t.http.max-body-size?",
                "t.users.a.role | Did you mean t.users.a.roles? Use one of [roles, rules].",
                "t.users.a | Not a value. Use one of [roles, rules] below it.",
                "t.public-url.host | Nothing can be set below t.public-url. Remove it.",
                "t.weather | Unknown key. Use one of [http, keys, public-url, users]."
            })
    void anotherKeyIsRefusedWithTheNearestOne(String key, String fix) {
        assertThat(suggestions.problem(key))
                .hasValueSatisfying(problem -> assertThat(problem).contains(fix));
    }

    @ParameterizedTest
    @CsvSource({
        "T_PUBLIC_URL, t.public-url",
        "T_HTTP_MAX_BODY_SIZE, t.http.max-body-size",
        "T_USERS_ORDER_DESK_ROLES, t.users.order-desk.roles",
        "T_USERS_A_B_ROLES, t.users.a_b.roles"
    })
    void aVariableStandsForAKey(String variable, String key) {
        assertThat(keys.ofEnvironment(variable, List.of("t.users.a_b.roles"))).contains(key);
    }

    @Test
    void aVariableOfNoKeyHasANearestOne() {
        assertThat(keys.ofEnvironment("T_PUBLIC_URI", List.of())).isEmpty();
        assertThat(suggestions.nearestVariable("T_PUBLIC_URI")).contains("T_PUBLIC_URL");
        assertThat(suggestions.nearestVariable("T_WEATHER")).isEmpty();
    }
}
