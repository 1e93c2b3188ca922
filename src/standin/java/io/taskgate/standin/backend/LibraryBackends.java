package io.taskgate.standin.backend;

import io.taskgate.standin.CloseQuietly;
import io.taskgate.standin.FreePort;
import io.taskgate.standin.Ports;
import io.taskgate.standin.StandInSettings;
import io.taskgate.standin.StandIns;
import io.taskgate.standin.Timers;
import io.taskgate.standin.dynamodb.StandInDynamoDb;
import io.taskgate.standin.fault.CallLog;
import io.taskgate.standin.fault.Faults;
import io.taskgate.standin.wire.HttpPort;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import software.amazon.awssdk.services.sqs.SqsClient;

/// DynamoDB, and the parts that are libraries, each behind a relay at the port where it is looked for.
public final class LibraryBackends implements AutoCloseable {

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final HttpPort dynamodb;
    private final HttpPort s3;
    private final HttpPort sqs;
    private final SqsServer queues;
    private final StandInDynamoDb table;
    private final S3Server bucket;

    private LibraryBackends(StandInSettings settings, Faults faults, CallLog truth, Timers timers) throws IOException {
        Ports ports = settings.ports();
        try {
            table = keep(StandInDynamoDb.open(settings.folder("dynamodb"), truth, timers));
            dynamodb = keep(at("dynamodb", ports.dynamodb(), port -> table.listen(port, faults, timers)));
            bucket = keep(S3Server.start(settings.folder("s3")));
            s3 = keep(at(
                    "s3",
                    ports.s3(),
                    port -> Relay.open(port, bucket.endpoint(), new S3Dialect(truth, timers), faults, timers)));
            // ElasticMQ writes the address of the relay into queue URLs, so that the relay opens first.
            URI hidden = StandIns.loopback(FreePort.find());
            sqs = keep(at(
                    "sqs",
                    ports.sqs(),
                    port -> Relay.open(port, hidden, new SqsDialect(truth, timers), faults, timers)));
            queues = keep(SqsServer.start(hidden.getPort(), sqs.endpoint(), settings.folder("sqs")));
        } catch (IOException | RuntimeException failed) {
            close();
            throw failed;
        }
    }

    public static LibraryBackends start(StandInSettings settings, Faults faults, CallLog truth, Timers timers)
            throws IOException {
        return new LibraryBackends(settings, faults, truth, timers);
    }

    private <T extends AutoCloseable> T keep(T part) {
        open.push(part);
        return part;
    }

    @FunctionalInterface
    public interface Opener {
        HttpPort open(int port) throws IOException;
    }

    /// @throws StandIns.PortTaken naming the service
    public static HttpPort at(String name, int port, Opener opener) throws IOException {
        try {
            return opener.open(port);
        } catch (BindException taken) {
            throw new StandIns.PortTaken(name, port, taken);
        }
    }

    public URI dynamodb() {
        return dynamodb.endpoint();
    }

    public URI s3() {
        return s3.endpoint();
    }

    /// Returns the table service. Requests of the stand-ins themselves are not subject to faults.
    public StandInDynamoDb table() {
        return table;
    }

    /// Behind the relay, where no fault is met.
    public URI s3Itself() {
        return bucket.endpoint();
    }

    public URI sqs() {
        return sqs.endpoint();
    }

    public SqsClient queues() {
        return queues.client();
    }

    public String eventsUrl() {
        return queues.eventsUrl();
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            CloseQuietly.quietly(open.pop()::close);
        }
    }
}
