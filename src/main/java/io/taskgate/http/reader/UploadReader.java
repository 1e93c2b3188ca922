package io.taskgate.http.reader;

import io.taskgate.http.problem.ProblemException;
import io.taskgate.http.problem.ProblemType;
import io.taskgate.http.server.HttpConfig;
import io.taskgate.payload.json.BoundedInputStream;
import io.taskgate.payload.json.ValidatingJsonCopier;
import io.taskgate.payload.spool.Spool;
import io.taskgate.payload.spool.SpoolException;
import io.taskgate.payload.spool.SpoolFactory;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.IOException;
import java.io.InputStream;
import org.jboss.logging.Logger;

/// Reads bodies that exceed memory into a spool, as strictly as [RequestDocumentReader]. Every error is a problem
/// document and leaves no spool.
@Singleton
public final class UploadReader {

    private static final Logger LOG = Logger.getLogger(UploadReader.class);

    private final SpoolFactory spools;
    private final long most;

    UploadReader(SpoolFactory spools, HttpConfig settings) {
        this.spools = spools;
        this.most = settings.maxPayloadSize().bytes();
    }

    /// @return one JSON value with its original bytes; the caller closes it
    public Spool json(HttpHeaders headers, InputStream body) {
        BoundedBody.rejectEncoded(headers.getRequestHeaders());
        if (BoundedBody.contentLength(headers.getRequestHeaders()) > most) {
            throw tooLarge();
        }
        BoundedBody.checkType(headers.getRequestHeaders());
        Spool spool = spools.open();
        boolean whole = false;
        try {
            ValidatingJsonCopier.copy(new BoundedInputStream(body, most), spool);
            whole = true;
            return spool;
        } catch (IOException e) {
            throw problem(e);
        } finally {
            if (!whole) {
                close(spool);
            }
        }
    }

    private ProblemException problem(IOException e) {
        return switch (e) {
            case BoundedInputStream.TooLargeException _ -> tooLarge();
            case BoundedInputStream.BrokenException _ ->
                ProblemException.of(ProblemType.INVALID_REQUEST, "The body is shorter than Content-Length.");
            case SpoolException full -> noRoom(full);
            default ->
                ProblemException.of(ProblemType.INVALID_REQUEST, "The body could not be read: " + e.getMessage() + ".");
        };
    }

    /// Returns the problem for a body that can't be spooled.
    public static ProblemException noRoom(SpoolException e) {
        LOG.errorf("Body can't be spooled, see taskgate.spool.directory: error=\"%s\"", e.getMessage());
        return ProblemException.of(
                ProblemType.UNAVAILABLE, "The body can't be stored temporarily. Retry the request later.");
    }

    public static void close(Spool spool) {
        try {
            spool.close();
        } catch (IOException e) {
            LOG.warnf("Spool can't be closed, see taskgate.spool.directory: error=\"%s\"", e.getMessage());
        }
    }

    private ProblemException tooLarge() {
        return ProblemException.of(
                ProblemType.PAYLOAD_TOO_LARGE, "The body exceeds " + most + " B (taskgate.http.max-payload-size).");
    }
}
