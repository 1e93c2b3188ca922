package io.taskgate.aws.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.SdkHttpService;

/// In a native image, a provider in `META-INF/services` that `ServiceLoader` reads must be registered for
/// reflection. Otherwise the first client without an explicit HTTP client, which is the STS client of IRSA,
/// does not start.
class NativeSdkHintsTest {

    /// The locations of the hints of all SDK modules on the class path.
    private static final List<String> HINTS = List.of(
            "META-INF/native-image/software.amazon.awssdk/apache-client/reflect-config.json",
            "META-INF/native-image/software.amazon.awssdk/apache5-client/reflect-config.json",
            "META-INF/native-image/software.amazon.awssdk/url-connection-client/reflect-config.json");

    private static List<String> hinted() throws IOException {
        List<String> names = new ArrayList<>();
        for (String file : HINTS) {
            for (URL hints :
                    Collections.list(SdkHttpService.class.getClassLoader().getResources(file))) {
                names.addAll(new ObjectMapper().readTree(hints).findValuesAsText("name"));
            }
        }
        return names;
    }

    private static List<String> registered() {
        RegisterForReflection ours =
                Objects.requireNonNull(NativeSdkHints.class.getAnnotation(RegisterForReflection.class));
        return Arrays.stream(ours.targets()).map(Class::getName).toList();
    }

    @Test
    void everyHttpClientThatTheSdkMayLoadIsRegistered() throws IOException {
        List<String> known = new ArrayList<>(hinted());
        known.addAll(registered());

        assertThat(ServiceLoader.load(SdkHttpService.class))
                .extracting(service -> service.getClass().getName())
                .contains("software.amazon.awssdk.http.apache5.Apache5SdkHttpService")
                .allMatch(known::contains);
    }

    /// Fails when the SDK's own hints are complete, so that taskgate's hints can be removed.
    @Test
    void theSdksOwnHintsStillMissOne() throws IOException {
        assertThat(hinted()).isNotEmpty().doesNotContainAnyElementsOf(registered());
    }
}
