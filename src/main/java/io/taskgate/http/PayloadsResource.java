package io.taskgate.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.taskgate.audit.AuditEvent;
import io.taskgate.http.access.Grant;
import io.taskgate.http.access.Role;
import io.taskgate.http.audit.RequestAuditor;
import io.taskgate.http.auth.AuthenticatedCaller;
import io.taskgate.http.problem.ProblemException;
import io.taskgate.http.problem.ProblemType;
import io.taskgate.http.reader.UploadReader;
import io.taskgate.http.request.ReadPayloadRequest;
import io.taskgate.http.response.CheckInResponse;
import io.taskgate.http.server.HttpConfig;
import io.taskgate.payload.EvaluationException;
import io.taskgate.payload.InvalidDefinitionException;
import io.taskgate.payload.ResultTooLargeException;
import io.taskgate.payload.boundary.Budget;
import io.taskgate.payload.claimcheck.PayloadOwner;
import io.taskgate.payload.claimcheck.PayloadReference;
import io.taskgate.payload.claimcheck.PayloadStore.UnknownReferenceException;
import io.taskgate.payload.claimcheck.PayloadStoreProvider;
import io.taskgate.payload.claimcheck.Summarizer;
import io.taskgate.payload.claimcheck.VerifyingInputStream;
import io.taskgate.payload.jsonata.CallerExpressions;
import io.taskgate.payload.shape.Shape;
import io.taskgate.payload.spool.Spool;
import io.taskgate.payload.spool.SpoolException;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/// Resource for the claim check: checks payloads in and returns the selected parts.
@Path("/v1/payloads")
@Consumes(MediaType.WILDCARD)
@Tag(name = "Workflow")
@APIResponse(responseCode = "401", description = "Missing or unknown API key")
@APIResponse(responseCode = "403", description = "The API key lacks the workflow role")
@APIResponse(responseCode = "415", description = "The body is not JSON, or has a Content-Encoding")
@APIResponse(responseCode = "503", description = "Temporarily unavailable; retry the same request")
public class PayloadsResource {

    private static final String JSON = "application/json";

    private final AuthenticatedCaller caller;
    private final PayloadStoreProvider stores;
    private final UploadReader uploads;
    private final RequestAuditor audit;
    private final long mostRead;

    PayloadsResource(
            AuthenticatedCaller caller,
            PayloadStoreProvider stores,
            UploadReader uploads,
            RequestAuditor audit,
            HttpConfig settings) {
        this.caller = caller;
        this.stores = stores;
        this.uploads = uploads;
        this.audit = audit;
        this.mostRead = Math.min(settings.maxReadSize().bytes(), Integer.MAX_VALUE);
    }

    @POST
    @RunOnVirtualThread
    @RolesAllowed(Role.Names.WORKFLOW)
    @Operation(operationId = "checkIn", summary = "Check in a payload; the same bytes always return the same reference")
    @RequestBody(required = true, content = @Content(mediaType = JSON, schema = @Schema(implementation = Object.class)))
    @APIResponse(
            responseCode = "201",
            description = "Stored; reference refers to the payload",
            content = @Content(mediaType = JSON, schema = @Schema(implementation = CheckInResponse.class)))
    @APIResponse(responseCode = "413", description = "The body exceeds taskgate.http.max-payload-size")
    public RestResponse<CheckInResponse> checkIn(
            @Context HttpHeaders headers, @Parameter(hidden = true) InputStream body) {
        Spool payload = uploads.json(headers, body);
        try {
            PayloadReference reference = stores.of(owner()).checkIn(payload, JSON, Summarizer.builtIn(payload));
            return RestResponse.status(RestResponse.Status.CREATED, CheckInResponse.of(reference));
        } catch (SpoolException e) {
            throw UploadReader.noRoom(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            UploadReader.close(payload);
        }
    }

    private PayloadOwner owner() {
        Grant grant = caller.grant();
        return PayloadOwner.ofPrincipal(grant.tenant(), grant.principal());
    }

    @POST
    @Path("read")
    @RunOnVirtualThread
    @RolesAllowed(Role.Names.PAYLOAD_READ)
    @Operation(operationId = "readPayload", summary = "Read a checked-in payload, or a part of it")
    @RequestBody(
            required = true,
            content = @Content(mediaType = JSON, schema = @Schema(implementation = ReadPayloadRequest.class)))
    @APIResponse(
            responseCode = "200",
            description = "The selected JSON",
            content = @Content(mediaType = JSON, schema = @Schema(implementation = Object.class)))
    @APIResponse(responseCode = "400", description = "Invalid field, or a path of the shape finds no value")
    @APIResponse(responseCode = "404", description = "Nothing is stored under this reference")
    @APIResponse(responseCode = "413", description = "The body exceeds taskgate.http.max-body-size")
    @APIResponse(responseCode = "422", description = "The selected JSON exceeds maxBytes")
    public Response read(@Valid ReadPayloadRequest form) {
        Grant grant = caller.grant();
        return CallerExpressions.preview(grant.principal(), () -> read(grant, form));
    }

    private Response read(Grant grant, ReadPayloadRequest form) {
        PayloadReference reference = reference(form.reference());
        Shape shape = shape(form.shape());
        int most = most(form.maxBytes());
        try (VerifyingInputStream payload = open(grant, reference)) {
            audit.record(AuditEvent.Action.PAYLOAD_READ, reference.sha256(), null, "OPENED");
            byte[] selected = shape.apply(payload, JsonNodeFactory.instance.objectNode(), most);
            // The content is verified at its end.
            payload.verifyToTheEnd();
            return Response.ok(selected, JSON).build();
        } catch (ResultTooLargeException e) {
            throw ProblemException.of(
                    ProblemType.BUDGET_EXCEEDED,
                    "The selected JSON exceeds maxBytes, " + most + " B. Select less, or raise maxBytes.");
        } catch (EvaluationException e) {
            throw ProblemException.invalid("shape", String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw ProblemException.invalid("reference", "The payload is not JSON.");
        }
    }

    private VerifyingInputStream open(Grant grant, PayloadReference reference) {
        try {
            return PayloadOwner.ofKey(reference.key())
                    .filter(grant::mayRead)
                    .map(stores::of)
                    .orElseThrow(() ->
                            new UnknownReferenceException("The reference belongs to another gateway or another owner."))
                    .open(reference);
        } catch (UnknownReferenceException e) {
            audit.record(AuditEvent.Action.PAYLOAD_READ, reference.sha256(), null, "UNKNOWN");
            throw e;
        }
    }

    private int most(@Nullable Long asked) {
        long most = asked == null ? Math.min(Budget.DEFAULT_BYTES, mostRead) : asked;
        if (most > mostRead) {
            throw ProblemException.invalid(
                    "maxBytes", "Expected an integer between 1 and " + mostRead + " (taskgate.http.max-read-size).");
        }
        return (int) most;
    }

    private static PayloadReference reference(@Nullable JsonNode json) {
        return Optional.ofNullable(json)
                .flatMap(PayloadReference::fromJson)
                .orElseThrow(() -> ProblemException.invalid(
                        "reference", "Not a reference. Send Bucket, Key, bytes and sha256 as received."));
    }

    private static Shape shape(@Nullable JsonNode json) {
        try {
            return json == null ? Shape.IDENTITY : Shape.compile(json);
        } catch (InvalidDefinitionException e) {
            throw ProblemException.invalid("shape", String.valueOf(e.getMessage()));
        }
    }
}
