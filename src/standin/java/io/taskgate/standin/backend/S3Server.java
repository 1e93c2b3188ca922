package io.taskgate.standin.backend;

import io.taskgate.standin.CloseQuietly;
import io.taskgate.standin.StandIns;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Optional;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

/// Runs S3Proxy on a folder, so that large objects use no memory. Anonymous, so that any credentials are accepted.
public final class S3Server implements AutoCloseable {

    public static final String PAYLOADS = "taskgate-payloads";

    private final S3Proxy proxy;
    private final TemporaryFolder temporary;

    private S3Server(S3Proxy proxy, TemporaryFolder temporary) {
        this.proxy = proxy;
        this.temporary = temporary;
    }

    /// @param folder for persistent buckets; a temporary one if empty
    static S3Server start(Optional<Path> folder) throws IOException {
        TemporaryFolder temporary = new TemporaryFolder();
        try {
            return new S3Server(
                    start(folder.isPresent() ? onDisk(folder.get()) : transientStore(temporary)), temporary);
        } catch (IOException | RuntimeException broken) {
            temporary.close();
            throw broken;
        }
    }

    private static BlobStore onDisk(Path folder) {
        return new FilesystemNio2BlobStore(folder.toString());
    }

    /// In memory where the file system of temporary files has no extended attributes, which hold the metadata.
    private static BlobStore transientStore(TemporaryFolder temporary) throws IOException {
        Path folder = temporary.create("standin-s3");
        return Files.getFileStore(folder).supportsFileAttributeView(UserDefinedFileAttributeView.class)
                ? onDisk(folder)
                : new TransientNio2BlobStore();
    }

    private static S3Proxy start(BlobStore store) throws IOException {
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
        return proxy;
    }

    URI endpoint() {
        return StandIns.loopback(proxy.getPort());
    }

    @Override
    public void close() {
        CloseQuietly.quietly(proxy::stop, temporary::close);
    }
}
