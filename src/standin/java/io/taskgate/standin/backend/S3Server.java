package io.taskgate.standin.backend;

import io.taskgate.standin.CloseQuietly;
import io.taskgate.standin.StandIns;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

/// Runs S3Proxy in memory or on a folder. Anonymous, so that any credentials are accepted.
public final class S3Server implements AutoCloseable {

    public static final String PAYLOADS = "taskgate-payloads";

    private final S3Proxy proxy;

    private S3Server(S3Proxy proxy) {
        this.proxy = proxy;
    }

    /// @param folder for persistent buckets; in memory if empty
    static S3Server start(Optional<Path> folder) throws IOException {
        BlobStore store = folder.<BlobStore>map(path -> new FilesystemNio2BlobStore(path.toString()))
                .orElseGet(TransientNio2BlobStore::new);
        if (!store.containerExists(PAYLOADS)) {
            store.createContainer(PAYLOADS);
        }
        S3Proxy proxy = S3Proxy.builder()
                .blobStore(store)
                .endpoint(StandIns.loopback(0))
                .awsAuthentication(AuthenticationType.NONE, null, null)
                .ignoreUnknownHeaders(true)
                .stopTimeout(0)
                .build();
        try {
            proxy.start();
        } catch (IOException busy) {
            throw busy;
        } catch (Exception broken) {
            throw new IOException("S3Proxy did not start.", broken);
        }
        return new S3Server(proxy);
    }

    URI endpoint() {
        return StandIns.loopback(proxy.getPort());
    }

    @Override
    public void close() {
        CloseQuietly.quietly(proxy::stop);
    }
}
