package io.taskgate.http.page;

import io.smallrye.config.WithDefault;
import java.util.Map;

/// Settings of the console.
public interface ConsoleConfig {

    /// Serves the pages of the console at `/console`, and redirects browsers there from `/`. The pages are
    /// public and hold no data; what they show comes from the API with the API key of the user. Off by default,
    /// because workers, and so often the internet, reach the same port; on in the dev profile.
    @WithDefault("false")
    boolean enabled();

    /// Links on the page of a callback, by a label of your choice: URL templates with the placeholders
    /// `{callbackId}`, `{executionArn}`, `{region}`, `{service}`, `{operation}` and `{correlationKey}`. They are
    /// public like the pages.
    Map<String, String> links();
}
