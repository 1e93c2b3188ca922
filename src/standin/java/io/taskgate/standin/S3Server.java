package io.taskgate.standin;

import java.io.IOException;
import java.net.URI;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/// S3Proxy over memory. Anonymous, so that whatever credentials an SDK holds are let in.
final class S3Server implements AutoCloseable {

    static final String PAYLOADS = "taskgate-payloads";

    private final S3Proxy proxy;
    private final S3Client client;

    private S3Server(S3Proxy proxy) {
        this.proxy = proxy;
        this.client = S3Client.builder()
                .endpointOverride(endpoint())
                .forcePathStyle(true)
                .region(Region.of(Arns.REGION))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .httpClient(Apache5HttpClient.create())
                .build();
    }

    static S3Server start(int port) throws IOException {
        TransientNio2BlobStore store = new TransientNio2BlobStore();
        store.createContainer(PAYLOADS);
        S3Proxy proxy = S3Proxy.builder()
                .blobStore(store)
                .endpoint(StandIns.loopback(port))
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

    /// For the state machines' calls.
    S3Client client() {
        return client;
    }

    URI endpoint() {
        return StandIns.loopback(proxy.getPort());
    }

    @Override
    public void close() {
        Closing.quietly(client::close, proxy::stop);
    }
}
