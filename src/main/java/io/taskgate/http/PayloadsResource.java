package io.taskgate.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.taskgate.payload.Boundary;
import io.taskgate.payload.Budget;
import io.taskgate.payload.Crossing;
import io.taskgate.payload.InvalidShapeException;
import io.taskgate.payload.Json;
import io.taskgate.payload.OverBudget;
import io.taskgate.payload.PayloadStore;
import io.taskgate.payload.Reference;
import io.taskgate.payload.Shape;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// The claim check by hand: a payload in, what is needed of it out.
@Path("/v1/payloads")
@Tag(name = "Workflow")
@APIResponse(responseCode = "401", description = "no known key")
@APIResponse(responseCode = "403", description = "the key has no workflow role")
@APIResponse(responseCode = "413", description = "the body is over taskgate.http.max-body")
@APIResponse(responseCode = "415", description = "the body is no JSON, or is encoded")
@APIResponse(responseCode = "503", description = "not possible just now: send the same again")
public class PayloadsResource {

    private static final long SMALLEST_BUDGET = 2048;

    private final PayloadStore store;
    private final Access access;
    private final Bodies bodies;

    PayloadsResource(PayloadStore store, Access access, Bodies bodies) {
        this.store = store;
        this.access = access;
        this.bodies = bodies;
    }

    @POST
    @RunOnVirtualThread
    @Operation(operationId = "checkIn", summary = "Check a payload in; the same payload always gets the same reference")
    @RequestBody(
            required = true,
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = Object.class)))
    @APIResponse(responseCode = "201", description = "it is stored; reference stands for it")
    public Response checkIn(@Context HttpHeaders headers, @Parameter(hidden = true) InputStream body) {
        access.require(headers, Role.WORKFLOW);
        Reference reference = store.checkIn(bodies.json(headers, body));
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("reference", reference.toJson());
        json.set("summary", reference.summary());
        return Response.status(Response.Status.CREATED).entity(json).build();
    }

    @POST
    @Path("read")
    @RunOnVirtualThread
    @Operation(operationId = "readPayload", summary = "Read what is needed of a payload that was checked in")
    @RequestBody(
            required = true,
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = ReadForm.class)))
    @APIResponse(
            responseCode = "200",
            description = "the selected JSON",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = Object.class)))
    @APIResponse(responseCode = "400", description = "a field is wrong, or the shape finds nothing where it looks")
    @APIResponse(responseCode = "404", description = "nothing is stored under this reference here")
    @APIResponse(responseCode = "422", description = "the selected JSON is over maxBytes")
    public JsonNode read(@Context HttpHeaders headers, @Parameter(hidden = true) InputStream body) {
        access.require(headers, Role.WORKFLOW);
        ReadForm form = bodies.form(bodies.json(headers, body), ReadForm.class);
        Reference reference = reference(form.reference());
        Shape shape = shape(form.shape());
        long most = form.maxBytes() == null ? Budget.DEFAULT_BYTES : form.maxBytes();
        // A boundary's budget has a least size, which a reader's wish has not: that is held below.
        Budget budget = new Budget(Math.max(most, SMALLEST_BUDGET), 0, OverBudget.REFUSE);
        JsonNode payload = Json.trusted(store.read(reference));
        return selected(new Boundary(shape, budget).cross(payload, JsonNodeFactory.instance.objectNode(), store), most);
    }

    private JsonNode selected(Crossing crossing, long most) {
        return switch (crossing) {
            case Crossing.Passed passed -> {
                if (passed.bytesOut() > most) {
                    throw tooMuch(passed.bytesOut(), most);
                }
                yield Json.trusted(passed.payload().travelling(store));
            }
            case Crossing.Refused refused -> throw tooMuch(refused.bytes(), most);
            case Crossing.Failed failed -> throw tooMuch(failed.bytes(), most);
            case Crossing.Unshapeable not -> throw ProblemException.invalid("shape", not.message());
        };
    }

    private static ProblemException tooMuch(long bytes, long most) {
        return ProblemException.of(
                Slug.BUDGET_EXCEEDED,
                "the selected JSON has " + bytes + " B, and maxBytes is " + most + ": select less, or allow more");
    }

    private static Reference reference(@Nullable JsonNode json) {
        return Optional.ofNullable(json)
                .flatMap(Reference::fromJson)
                .orElseThrow(() -> ProblemException.invalid(
                        "reference", "is no reference: it has Bucket, Key, bytes and sha256, as it was given"));
    }

    private static Shape shape(@Nullable JsonNode json) {
        try {
            return json == null ? Shape.IDENTITY : Shape.compile(json);
        } catch (InvalidShapeException e) {
            throw ProblemException.invalid("shape", String.valueOf(e.getMessage()));
        }
    }
}
