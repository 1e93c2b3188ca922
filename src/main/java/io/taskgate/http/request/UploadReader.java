package io.taskgate.http.request;

import io.taskgate.http.problem.ProblemException;
import io.taskgate.http.problem.ProblemType;
import io.taskgate.http.server.HttpConfig;
import io.taskgate.payload.ByteSize;
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

/// Takes bodies in that are too large for memory: as strictly as [RequestBodyReader], into a spool. Every
/// complaint is a problem document, and leaves no spool.
@Singleton
public final class UploadReader {

    private static final Logger LOG = Logger.getLogger(UploadReader.class);

    private final SpoolFactory spools;
    private final long most;

    UploadReader(SpoolFactory spools, HttpConfig settings) {
        this.spools = spools;
        this.most = ByteSize.parse(settings.maxPayloadSize());
    }

    /// @return one JSON value, byte for byte as it came; the caller closes it
    public Spool json(HttpHeaders headers, InputStream body) {
        RequestBodyReader.refuseEncoded(headers);
        if (RequestBodyReader.announced(headers) > most) {
            throw tooLarge();
        }
        RequestBodyReader.checkType(headers.getMediaType());
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
                ProblemException.of(ProblemType.INVALID_REQUEST, "the body ended before its length");
            case SpoolException full -> noRoom(full);
            default -> ProblemException.of(ProblemType.INVALID_REQUEST, "the body can't be read: " + e.getMessage());
        };
    }

    /// What can't be spooled now.
    public static ProblemException noRoom(SpoolException e) {
        LOG.errorf("%s: see taskgate.spool.directory", e.getMessage());
        return ProblemException.of(
                ProblemType.UNAVAILABLE,
                "there is no room to take the body in (taskgate.spool.directory): send it again later");
    }

    public static void close(Spool spool) {
        try {
            spool.close();
        } catch (IOException e) {
            LOG.warnf("%s: see taskgate.spool.directory", e.getMessage());
        }
    }

    private ProblemException tooLarge() {
        return ProblemException.of(
                ProblemType.PAYLOAD_TOO_LARGE, "the body has more than " + most + " B (taskgate.http.max-payload-size)");
    }
}
