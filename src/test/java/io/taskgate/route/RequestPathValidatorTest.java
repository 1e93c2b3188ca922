package io.taskgate.route;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPathValidatorTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/..",
                "/.",
                "/a/../b",
                "/a/./b",
                "/a/%2e%2e/b",
                "/a/%2E./b",
                "/a%2f..%2Fb",
                "/a/..%5cb",
                "/a/..\\b",
                "/a/..;x=1/b",
                "/a/..%3bx/b",
                "/..?q"
            })
    void aDotSegmentIsFoundHoweverItIsWritten(String path) {
        assertThat(RequestPathValidator.hasDotSegment(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/a/b", "/...", "/a..b", "/..a", "/a%", "/a%2", "/%zz", "/a?x=/../", "/%252e%252e/"})
    void anythingElseIsNone(String path) {
        assertThat(RequestPathValidator.hasDotSegment(path)).isFalse();
    }
}
