package io.taskgate.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskgate.call.transport.AttemptFailedException;
import io.taskgate.call.transport.ServiceResponse;
import io.taskgate.route.CallDefinition;
import io.taskgate.route.Target;
import io.taskgate.settings.ConfigurationProblems;
import io.taskgate.testing.config.TestSettings;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests the `Location` of a 202, which the service chooses and which is polled with its credential: on a
/// host that several services share, it must stay within the service's own path.
class AsyncJobResolverTest {

    private static final URI ASKED = URI.create("http://shared.example/base/reports");

    private static CallDefinition plan(Map<String, String> more) {
        Map<String, String> all = new TreeMap<>(more);
        all.put("taskgate.services.reports.url", "http://shared.example/base");
        all.put("taskgate.services.reports.operations.make.call.path", "/reports");
        ConfigurationProblems problems = new ConfigurationProblems();
        var routes = TestSettings.routes(all, problems);
        assertThat(problems.lines()).isEmpty();
        return ((Target.Call) routes.find("reports", "make").orElseThrow().target()).plan();
    }

    private static String located(CallDefinition plan, String location) throws AttemptFailedException {
        AsyncJob job = AsyncJobResolver.of(plan, ASKED, new ServiceResponse.Accepted(location, new byte[0]));
        return Objects.requireNonNull(job.status()).toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../../admin/delete-everything",
                "/admin",
                "/based/jobs/1",
                "../admin",
                "/base/../admin",
                "/base/jobs/..",
                "/base/./jobs/1",
                "/base/%2e%2e/admin",
                "/base/%2E/admin",
                "/base/jobs%2f..%2fadmin",
                "/base/jobs%2F1",
                "/base/jobs%5C1",
                "/base/..;x/admin",
                "/base//admin",
                "//shared.example//base/jobs/1",
                "http://shared.example/base//admin",
                "http://shared.example/admin",
                "https://shared.example/base/jobs/1",
                "http://user@shared.example/base/jobs/1",
                "http://other.example/base/jobs/1"
            })
    void aLocationOutsideTheServicesPathIsRefused(String location) {
        CallDefinition plan = plan(Map.of());
        assertThatThrownBy(() -> located(plan, location)).isInstanceOf(AttemptFailedException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "/base/jobs/1, http://shared.example/base/jobs/1",
        "jobs/1?part=2, http://shared.example/base/jobs/1?part=2",
        "./jobs/1, http://shared.example/base/jobs/1",
        "../base/jobs/1, http://shared.example/base/jobs/1",
        "http://shared.example/base/jobs/1, http://shared.example/base/jobs/1",
        "http://SHARED.example:80/base/jobs/a..b, http://SHARED.example:80/base/jobs/a..b",
        "//shared.example/base/jobs/1, http://shared.example/base/jobs/1"
    })
    void aLocationWithinItIsAsked(String location, String asked) throws AttemptFailedException {
        assertThat(located(plan(Map.of()), location)).isEqualTo(asked);
    }

    @ParameterizedTest
    @CsvSource({
        "'/jobs, /v2/jobs/', /jobs/1, true",
        "'/jobs, /v2/jobs/', /v2/jobs/1, true",
        "'/jobs, /v2/jobs/', /base/jobs/1, false",
        "'/jobs, /v2/jobs/', /jobs/../admin, false",
        "/, /anything, true",
        "/, //anything, false"
    })
    void otherPathsAreAllowedByConfiguration(String paths, String location, boolean asked)
            throws AttemptFailedException {
        CallDefinition plan = plan(Map.of("taskgate.services.reports.location-paths", paths));
        if (asked) {
            assertThat(located(plan, location)).isEqualTo("http://shared.example" + location);
        } else {
            assertThatThrownBy(() -> located(plan, location)).isInstanceOf(AttemptFailedException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jobs", "/jobs/..", "/a//b", "/jobs?x", "/jobs,x", "/%2e"})
    void aPathThatIsNoneIsRefusedAtStart(String paths) {
        ConfigurationProblems problems = new ConfigurationProblems();
        TestSettings.routes(
                Map.of(
                        "taskgate.services.reports.url", "http://shared.example",
                        "taskgate.services.reports.location-paths", paths,
                        "taskgate.services.reports.operations.make.call.path", "/reports"),
                problems);
        assertThat(problems.lines())
                .singleElement()
                .asString()
                .startsWith("taskgate.services.reports.location-paths: ")
                .contains("Use comma-separated paths");
    }
}
