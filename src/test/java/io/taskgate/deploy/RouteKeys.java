package io.taskgate.deploy;

import io.taskgate.route.RouteRegistry;
import io.taskgate.route.config.ConfigurationProblems;
import io.taskgate.route.config.RouteReader;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Every key that a service may have, as its readers tell: asked for a key that can't be, they name those that
/// can.
final class RouteKeys {

    private static final String ROOT = "taskgate.services.orders.";
    private static final String WORK = "operations.<operation>.";
    private static final String NONE = "no-such-key";

    /// Services in which every key can stand somewhere, with what else these keys ask for.
    enum Sample {
        EVENT(
                "url=https://orders",
                "auth.type=header",
                "auth.secret=s",
                WORK + "heartbeat=1h",
                WORK + "request.via=event",
                WORK + "request.limit=1MiB",
                WORK + "result.limit=1MiB",
                WORK + "result.result-path=$.r",
                WORK + "match.pattern={\"source\": [\"acme\"]}",
                WORK + "match.key=$.detail.key",
                WORK + "webhook.scheme=github",
                WORK + "webhook.secret=long enough as it is",
                WORK + "probe.path=/status",
                WORK + "probe.outcome=$.status",
                WORK + "cancel.path=/cancel"),
        HTTP(
                "url=https://orders",
                "auth.type=oauth",
                "auth.token-url=https://login",
                "auth.client-id=c",
                "auth.client-secret=s",
                WORK + "request.via=http"),
        CALL(
                "url=https://orders",
                "auth.type=sigv4",
                WORK + "call.path=/quotes",
                WORK + "call.limit=1MiB",
                WORK + "call.errors.code=$.code",
                WORK + "call.accepted.job=$.job",
                WORK + "response.limit=1MiB",
                WORK + "result.limit=1MiB");

        private final List<String> lines;

        Sample(String... lines) {
            this.lines = List.of(lines);
        }

        /// @param more `key=value`, as they are in the reference
        Map<String, String> with(String... more) {
            Map<String, String> properties = new TreeMap<>();
            Stream.concat(lines.stream(), Arrays.stream(more)).forEach(line -> {
                int end = line.indexOf('=');
                properties.put(
                        ROOT + line.substring(0, end).replace(WORK, "operations.approve."), line.substring(end + 1));
            });
            return properties;
        }
    }

    /// The result of reading a configuration.
    record Read(RouteRegistry routes, List<String> problems) {

        /// @param key as in the reference
        List<String> about(String key) {
            String full = ROOT + key.replace(WORK, "operations.approve.");
            return problems.stream().filter(line -> line.startsWith(full + ":")).toList();
        }
    }

    private RouteKeys() {}

    static Read read(Map<String, String> properties) {
        ConfigurationProblems problems = new ConfigurationProblems();
        RouteRegistry routes = new RouteReader(problems).read(properties);
        return new Read(routes, problems.lines());
    }

    /// All keys below `taskgate.services.<service>.` that have no other below them.
    static Set<String> all() {
        Set<String> found = new TreeSet<>();
        below("", found);
        found.remove("operations");
        below(WORK, found);
        return found;
    }

    private static void below(String place, Set<String> found) {
        for (String name : allowed(place)) {
            String key = place + name;
            if (allowed(key + ".").isEmpty()) {
                found.add(key);
            } else {
                below(key + ".", found);
            }
        }
    }

    /// The names that the readers allow at a position; empty if no reader reads it.
    private static Set<String> allowed(String place) {
        Set<String> names = new TreeSet<>();
        for (Sample sample : Sample.values()) {
            Read read = read(sample.with(place + NONE + "=x"));
            for (String line : read.about(place + NONE)) {
                Matcher list = Pattern.compile("Use one of \\[([^]]+)]").matcher(line);
                if (list.find()) {
                    names.addAll(List.of(list.group(1).split(", ")));
                }
            }
        }
        return names;
    }
}
