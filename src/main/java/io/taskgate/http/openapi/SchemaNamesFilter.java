package io.taskgate.http.openapi;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.media.Schema;

/// Names the schemas so that generated clients get classes with names that say what they are, and writes times as
/// strings of the format `date-time` in place. Runs at build time.
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class SchemaNamesFilter implements OASFilter {

    private static final String PREFIX = "#/components/schemas/";
    private static final String INSTANT = PREFIX + "Instant";

    /// The types of the domain that know nothing of OpenAPI, by their simple names.
    private static final SortedMap<String, String> NAMES = new TreeMap<>(Map.of(
            "Kind", "CallbackOutcome",
            "Result", "EventResult",
            "State", "BatchState",
            "Dispatch", "DispatchState",
            "Scheme", "WebhookScheme",
            "Continuation", "Successor"));

    private static final Set<String> UNUSED = Set.of("Instant", "JsonText", "JsonObject", "TaskResult");

    @Override
    public Schema filterSchema(Schema schema) {
        String ref = schema.getRef();
        if (INSTANT.equals(ref)) {
            schema.setRef(null);
            schema.setType(List.of(Schema.SchemaType.STRING));
            schema.setFormat("date-time");
        } else if (ref != null && ref.startsWith(PREFIX)) {
            String name = ref.substring(PREFIX.length());
            schema.setRef(PREFIX + NAMES.getOrDefault(name, name));
        }
        List<Schema> any = schema.getAnyOf();
        if (any != null && any.stream().anyMatch(SchemaNamesFilter::isTime)) {
            schema.setAnyOf(null);
            schema.setType(new ArrayList<>(List.of(Schema.SchemaType.STRING, Schema.SchemaType.NULL)));
            schema.setFormat("date-time");
        }
        return schema;
    }

    private static boolean isTime(Schema schema) {
        return INSTANT.equals(schema.getRef()) || "date-time".equals(schema.getFormat());
    }

    @Override
    public void filterOpenAPI(OpenAPI document) {
        UNUSED.forEach(document.getComponents()::removeSchema);
        NAMES.forEach((old, name) -> {
            Schema schema = document.getComponents().getSchemas().get(old);
            if (schema != null) {
                document.getComponents().removeSchema(old);
                document.getComponents().addSchema(name, schema);
            }
        });
    }
}
