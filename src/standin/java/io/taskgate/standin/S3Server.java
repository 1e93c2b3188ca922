package io.taskgate.standin;

import java.io.IOException;
import java.net.URI;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

/// S3Proxy over memory. Anonymous, so that whatever credentials an SDK holds are let in.
final class S3Server implements AutoCloseable {

    static final String PAYLOADS = "taskgate-payloads";

    private final S3Proxy proxy;

    private S3Server(S3Proxy proxy) {
        this.proxy = proxy;
    }

    static S3Server start() throws IOException {
        TransientNio2BlobStore store = new TransientNio2BlobStore();
        store.createContainer(PAYLOADS);
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
            throw new IOException("S3Proxy did not start", broken);
        }
        return new S3Server(proxy);
    }

    URI endpoint() {
        return StandIns.loopback(proxy.getPort());
    }

    @Override
    public void close() {
        Closing.quietly(proxy::stop);
    }
}
