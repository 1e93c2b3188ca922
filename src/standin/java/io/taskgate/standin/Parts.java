package io.taskgate.standin;

import io.taskgate.standin.wire.HttpPort;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import software.amazon.awssdk.services.sqs.SqsClient;

/// The parts that are libraries, each behind a relay at the port where it is looked for.
final class Parts implements AutoCloseable {

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final HttpPort dynamodb;
    private final HttpPort s3;
    private final HttpPort sqs;
    private final SqsServer queues;
    private final DynamoDbServer table;
    private final S3Server bucket;

    private Parts(Settings settings, Faults faults, Truth truth, Timers timers) throws IOException {
        Ports ports = settings.ports();
        try {
            table = keep(DynamoDbServer.start(settings.folder("dynamodb")));
            TableKeys keys = keep(new TableKeys(table.endpoint()));
            dynamodb = keep(at(
                    "dynamodb",
                    ports.dynamodb(),
                    port -> Relay.open(
                            port, table.endpoint(), new DynamoDbDialect(truth, timers, keys), faults, timers)));
            bucket = keep(S3Server.start(settings.folder("s3")));
            s3 = keep(at(
                    "s3",
                    ports.s3(),
                    port -> Relay.open(port, bucket.endpoint(), new S3Dialect(truth, timers), faults, timers)));
            // ElasticMQ writes an address into queue URLs, and it is the relay's: that must be open first
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

    static Parts start(Settings settings, Faults faults, Truth truth, Timers timers) throws IOException {
        return new Parts(settings, faults, truth, timers);
    }

    private <T extends AutoCloseable> T keep(T part) {
        open.push(part);
        return part;
    }

    @FunctionalInterface
    interface Opener {
        HttpPort open(int port) throws IOException;
    }

    /// @throws StandIns.PortTaken naming the part
    static HttpPort at(String name, int port, Opener opener) throws IOException {
        try {
            return opener.open(port);
        } catch (BindException taken) {
            throw new StandIns.PortTaken(name, port, taken);
        }
    }

    URI dynamodb() {
        return dynamodb.endpoint();
    }

    URI s3() {
        return s3.endpoint();
    }

    /// Behind the relay: what the stand-ins ask for themselves meets no faults.
    URI dynamodbItself() {
        return table.endpoint();
    }

    /// The same for S3.
    URI s3Itself() {
        return bucket.endpoint();
    }

    URI sqs() {
        return sqs.endpoint();
    }

    SqsClient queues() {
        return queues.client();
    }

    String eventsUrl() {
        return queues.eventsUrl();
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            Closing.quietly(open.pop()::close);
        }
    }
}
