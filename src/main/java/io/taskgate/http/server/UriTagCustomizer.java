package io.taskgate.http.server;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import jakarta.inject.Singleton;
import java.util.Set;

/// Keeps arbitrary paths out of the tag `uri` of `http.server.requests`: 100 of them would stop the
/// measurement of other paths. A path without a template of the API is `UNKNOWN`.
@Singleton
final class UriTagCustomizer implements MeterFilter {

    private static final String METER = "http.server.requests";
    private static final String TAG = "uri";
    private static final String UNKNOWN = "UNKNOWN";

    /// The values of Micrometer for requests without a template.
    private static final Set<String> WORDS = Set.of("NOT_FOUND", "REDIRECTION", "root");

    @Override
    public Meter.Id map(Meter.Id id) {
        String uri = id.getTag(TAG);
        if (!id.getName().equals(METER)
                || uri == null
                || WORDS.contains(uri)
                || PathTemplateMatcher.ALL.contains(uri)) {
            return id;
        }
        return id.replaceTags(id.getTags().stream()
                .map(tag -> tag.getKey().equals(TAG)
                        ? Tag.of(TAG, PathTemplateMatcher.match(uri).orElse(UNKNOWN))
                        : tag)
                .toList());
    }
}
