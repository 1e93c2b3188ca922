package io.taskgate.http.server;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The path templates of the API, as in `docs/openapi.yaml`. Thread-safe.
public final class PathTemplateMatcher {

    public static final String UPLOAD = "/v1/payloads";
    public static final String READ = "/v1/payloads/read";
    static final String STREAM = "/v1/stream";
    static final String WEBHOOK = "/v1/events/{service}/{operation}";

    static final Set<String> ALL = Set.of(
            "/v1/batches",
            "/v1/batches/{id}",
            "/v1/batches/{id}/resume",
            "/v1/batches/{id}/runners/{index}/failure",
            "/v1/batches/{id}/runners/{index}/success",
            "/v1/callbacks",
            "/v1/callbacks/bulk",
            "/v1/callbacks/{id}",
            "/v1/callbacks/{id}/cancel",
            "/v1/callbacks/{id}/failure",
            "/v1/callbacks/{id}/heartbeat",
            "/v1/callbacks/{id}/redrive",
            "/v1/callbacks/{id}/revoke-links",
            "/v1/callbacks/{id}/success",
            "/v1/callbacks/{id}/transfer",
            "/v1/calls/{service}/{operation}",
            "/v1/calls/{service}/{operation}/jobs/{job}",
            "/v1/correlations/{service}/{operation}/{key}/failure",
            "/v1/correlations/{service}/{operation}/{key}/heartbeat",
            "/v1/correlations/{service}/{operation}/{key}/success",
            "/v1/dead-letters",
            "/v1/dead-letters/redrive",
            "/v1/events",
            WEBHOOK,
            "/v1/history-budget",
            "/v1/identity",
            UPLOAD,
            READ,
            "/v1/routes",
            "/v1/shapes/preview",
            "/v1/stats",
            "/v1/stray-events",
            STREAM);

    /// A path of literal parts, such as `/v1/callbacks/bulk`, comes before one with a placeholder.
    private static final Comparator<String> LITERAL_FIRST = Comparator.comparing(template -> template.contains("{"));

    private static final List<Template> TEMPLATES =
            ALL.stream().sorted(LITERAL_FIRST).map(Template::of).toList();

    private record Template(String text, Pattern pattern) {

        static Template of(String text) {
            String pattern = Stream.of(text.split("/", -1))
                    .map(part -> part.startsWith("{") ? "[^/]+" : Pattern.quote(part))
                    .collect(Collectors.joining("/"));
            return new Template(text, Pattern.compile(pattern + "/*"));
        }
    }

    private static final Set<String> TREE_TEMPLATES =
            Set.of("/v1/events", WEBHOOK, READ, "/v1/shapes/preview", "/v1/batches");

    private PathTemplateMatcher() {}

    /// Returns whether bodies of this resource become large trees.
    public static boolean buildsTree(String template) {
        return TREE_TEMPLATES.contains(template);
    }

    /// @param path normalized, and still encoded
    /// @return the path template of the resource
    public static Optional<String> match(String path) {
        return TEMPLATES.stream()
                .filter(template -> template.pattern().matcher(path).matches())
                .map(Template::text)
                .findFirst();
    }
}
