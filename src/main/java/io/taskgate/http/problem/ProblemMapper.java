package io.taskgate.http.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.quarkus.oidc.OIDCException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.taskgate.audit.AuditUnavailableException;
import io.taskgate.callback.ledger.Ledger.LedgerUnavailableException;
import io.taskgate.callback.ledger.Ledger.RecordRefusedException;
import io.taskgate.callback.vault.TokenVault.VaultException;
import io.taskgate.event.unmatched.DeadLetterQueue.DeadLettersUnavailableException;
import io.taskgate.event.unmatched.DeadLetterQueue.NoDeadLettersException;
import io.taskgate.http.audit.RequestAuditor;
import io.taskgate.payload.EvaluationUnavailableException;
import io.taskgate.payload.claimcheck.PayloadStore.StoreUnavailableException;
import io.taskgate.payload.claimcheck.PayloadStore.UnknownReferenceException;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/// Maps exceptions to problem documents (RFC 9457).
public class ProblemMapper {

    private static final Logger LOG = Logger.getLogger(ProblemMapper.class);
    public static final String MEDIA_TYPE = "application/problem+json";
    public static final String RETRY_AFTER_SECONDS = "2";
    private static final ObjectWriter WRITER = JsonMapper.builder()
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .build()
            .writerFor(Problem.class);

    private final RequestAuditor audit;

    ProblemMapper(RequestAuditor audit) {
        this.audit = audit;
    }

    @ServerExceptionMapper
    Response unauthenticated(AuthenticationFailedException failed, UriInfo uri) {
        return unauthenticated(uri);
    }

    @ServerExceptionMapper
    Response unauthenticated(UnauthorizedException anonymous, UriInfo uri) {
        return unauthenticated(uri);
    }

    private Response unauthenticated(UriInfo uri) {
        return audited(
                ProblemException.of(
                        ProblemType.UNAUTHENTICATED,
                        "Send a known API key as X-Api-Key or as Authorization: Bearer <key>, a token of a known"
                                + " issuer as Authorization: Bearer <token>, or the signature of the link."),
                uri.getPath());
    }

    @ServerExceptionMapper
    Response forbidden(ForbiddenException forbidden, UriInfo uri) {
        return audited(
                ProblemException.of(
                        ProblemType.FORBIDDEN, "The caller has none of the required roles. See /q/openapi."),
                uri.getPath());
    }

    @ServerExceptionMapper
    Response invalid(ConstraintViolationException invalid, UriInfo uri) {
        return audited(ProblemException.invalid(violations(invalid)), uri.getPath());
    }

    private static List<Problem.Violation> violations(ConstraintViolationException invalid) {
        return invalid.getConstraintViolations().stream()
                .map(violation -> new Problem.Violation(field(violation), violation.getMessage()))
                .sorted(Comparator.comparing(Problem.Violation::field))
                .toList();
    }

    /// The path of the field in the document: without the method, and for a body without the parameter.
    private static String field(ConstraintViolation<?> violation) {
        List<Path.Node> nodes = StreamSupport.stream(violation.getPropertyPath().spliterator(), false)
                .toList();
        int start = nodes.size() > 2 && nodes.getFirst().getKind() == ElementKind.METHOD ? 2 : nodes.size() - 1;
        return nodes.subList(start, nodes.size()).stream()
                .map(Path.Node::toString)
                .collect(Collectors.joining("."));
    }

    @ServerExceptionMapper
    Response map(Throwable thrown, UriInfo uri) {
        ProblemException problem = switch (thrown) {
            case ProblemException known -> known;
            case LedgerUnavailableException ledger -> unavailable("The ledger table (DynamoDB)", ledger);
            case RecordRefusedException refused -> refused(refused);
            case UnknownReferenceException unknown ->
                ProblemException.of(ProblemType.NOT_FOUND, "Nothing is stored under this reference.");
            case AuditUnavailableException unaudited -> unavailable("The audit log", unaudited);
            case StoreUnavailableException store -> unavailable("The payload or source store (S3 or DynamoDB)", store);
            case VaultException vault -> unavailable("The key that seals task tokens (taskgate.vault)", vault);
            case EvaluationUnavailableException load ->
                unavailable("The evaluation of expressions, which is at its limit,", load);
            case NoDeadLettersException none ->
                ProblemException.of(ProblemType.NOT_FOUND, String.valueOf(none.getMessage()));
            case DeadLettersUnavailableException letters -> unavailable("The dead-letter queue (SQS)", letters);
            case OIDCException issuer -> unavailable("The issuer of the token", issuer);
            case RejectedExecutionException rejected -> unavailable("This process, which is busy or ending,", rejected);
            case WebApplicationException web -> ofStatus(web.getResponse().getStatus());
            default -> audit.isAnswered() ? afterResponse(thrown) : internalError(thrown);
        };
        return audited(problem, uri.getPath());
    }

    /// @param cause what the request needs. The exception's own text is for the log
    private static ProblemException unavailable(String cause, RuntimeException e) {
        LOG.warnf("Request failed, temporarily unavailable: cause=\"%s\" error=\"%s\"", cause, e.getMessage());
        return ProblemException.of(
                ProblemType.UNAVAILABLE,
                cause
                        + " is temporarily unavailable. Nothing is acknowledged that is not stored. Retry the same request.");
    }

    private static ProblemException refused(RecordRefusedException e) {
        LOG.warnf("Request rejected: error=\"%s\"", e.getMessage());
        return ProblemException.of(
                ProblemType.BUDGET_EXCEEDED, e.getMessage() + ". Nothing was written. Send less data, or a reference.");
    }

    /// The response has been sent before, for example 408 for an incomplete body.
    private static ProblemException afterResponse(Throwable thrown) {
        LOG.debugf("Request failed after its response: error=\"%s\"", thrown);
        return ProblemException.of(ProblemType.INTERNAL, "The response was sent before.");
    }

    private static ProblemException internalError(Throwable thrown) {
        LOG.error("Unhandled exception while processing a request", thrown);
        return ProblemException.of(
                ProblemType.INTERNAL, "Unexpected error. Retry; if it persists, check the gateway log and report it.");
    }

    /// Returns the problem for a status of the framework.
    public static ProblemException ofStatus(int status) {
        return switch (status) {
            case 404 ->
                ProblemException.of(ProblemType.NOT_FOUND, "There is no resource at this path. See /q/openapi.");
            case 405 ->
                ProblemException.of(
                        ProblemType.METHOD_NOT_ALLOWED, "The path does not support this method. See /q/openapi.");
            case 406 -> ProblemException.of(ProblemType.NOT_ACCEPTABLE, "Responses are application/json.");
            case 415 -> ProblemException.of(ProblemType.UNSUPPORTED_MEDIA_TYPE, "Send application/json.");
            case 413 -> ProblemException.of(ProblemType.PAYLOAD_TOO_LARGE, "The body is too large.");
            default -> ProblemException.of(ProblemType.INVALID_REQUEST, "The request is malformed.");
        };
    }

    /// Returns the JSON document of a problem.
    public static String document(ProblemException problem, String path) {
        try {
            return WRITER.writeValueAsString(Problem.of(problem, path));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A problem document could not be written.", e);
        }
    }

    private Response audited(ProblemException problem, String path) {
        if (problem.isDenial()) {
            try {
                audit.denied(path, problem.type().status);
            } catch (AuditUnavailableException e) {
                return response(unavailable("The audit log", e), path);
            }
        }
        return response(problem, path);
    }

    private static Response response(ProblemException problem, String path) {
        ProblemType type = problem.type();
        Response.ResponseBuilder response =
                Response.status(type.status).type(MEDIA_TYPE).entity(document(problem, path));
        if (type == ProblemType.UNAVAILABLE) {
            response.header("Retry-After", RETRY_AFTER_SECONDS);
        }
        if (type == ProblemType.UNAUTHENTICATED) {
            response.header("WWW-Authenticate", "Bearer");
        }
        return response.build();
    }
}
