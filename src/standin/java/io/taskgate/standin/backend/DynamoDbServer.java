package io.taskgate.standin.backend;

import io.taskgate.standin.CloseQuietly;
import io.taskgate.standin.StandIns;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jetty.server.NetworkConnector;
import org.eclipse.jetty.server.Server;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBRequestHandler;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBServerHandler;

/// Amazon's DynamoDB Local, in memory or a folder. Its own ServerRunner binds every interface and sets up
/// telemetry, so
/// its
/// handler
/// is put
/// into a Jetty of ours, on loopback.
final class DynamoDbServer implements AutoCloseable {

    private final Server jetty;
    private final LocalDynamoDBServerHandler handler;

    private DynamoDbServer(Server jetty, LocalDynamoDBServerHandler handler) {
        this.jetty = jetty;
        this.handler = handler;
    }

    /// @param folder where tables are kept, if anywhere
    static DynamoDbServer start(Optional<Path> folder) throws IOException {
        // Its log4j-core does not fit the log4j-api that Quarkus brings; log4j-api's own logger does, and is
        // quiet.
        System.setProperty("log4j2.loggerContextFactory", "org.apache.logging.log4j.simple.SimpleLoggerContextFactory");
        boolean inMemory = folder.isEmpty();
        String path = folder.map(Path::toString).orElse(null);
        boolean sharedAcrossCredentials = true;
        LocalDynamoDBServerHandler handler = new LocalDynamoDBServerHandler(
                new LocalDynamoDBRequestHandler(0, inMemory, path, sharedAcrossCredentials, false), "*");
        Server jetty = new Server(new InetSocketAddress(StandIns.LOOPBACK, 0));
        jetty.setHandler(handler);
        jetty.setStopTimeout(0);
        try {
            jetty.start();
        } catch (IOException busy) {
            throw busy;
        } catch (Exception broken) {
            throw new IOException("DynamoDB Local did not start", broken);
        }
        return new DynamoDbServer(jetty, handler);
    }

    URI endpoint() {
        return StandIns.loopback(((NetworkConnector) jetty.getConnectors()[0]).getLocalPort());
    }

    @Override
    public void close() {
        CloseQuietly.quietly(jetty::stop, handler::close);
    }
}
