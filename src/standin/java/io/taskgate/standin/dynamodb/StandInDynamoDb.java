package io.taskgate.standin.dynamodb;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.Timers;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.dynamodb.operation.DynamoDbApi;
import io.taskgate.standin.dynamodb.table.TableRegistry;
import io.taskgate.standin.dynamodb.value.DynamoDbError;
import io.taskgate.standin.fault.CallLog;
import io.taskgate.standin.fault.FaultingSession;
import io.taskgate.standin.fault.Faults;
import io.taskgate.standin.fault.OperationName;
import io.taskgate.standin.fault.ServedCall;
import io.taskgate.standin.wire.HttpPort;
import io.taskgate.standin.wire.WireReply;
import io.taskgate.standin.wire.WireRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// The DynamoDB API on a port: `DynamoDB_20120810` over JSON 1.0. Signatures are not verified; all
/// credentials access the same tables.
public final class StandInDynamoDb implements AutoCloseable {

    private static final String TARGET = "DynamoDB_20120810.";
    private static final String TYPE = "application/x-amz-json-1.0";

    private final TableRegistry registry;
    private final DynamoDbApi api;
    private final WriteLog log;

    private StandInDynamoDb(TableRegistry registry, CallLog truth, Timers timers) {
        this.registry = registry;
        this.api = new DynamoDbApi(registry, timers);
        this.log = new WriteLog(truth, timers, registry);
    }

    /// @param folder the folder for persistent tables; in memory if empty
    /// @param truth the log of applied writes
    public static StandInDynamoDb open(Optional<Path> folder, CallLog truth, Timers timers) throws IOException {
        return new StandInDynamoDb(TableRegistry.open(folder, timers), truth, timers);
    }

    /// @param port the port; 0 for a free one
    /// @throws java.net.BindException if the port is in use
    public HttpPort listen(int port, Faults faults, Timers timers) throws IOException {
        return HttpPort.open(port, () -> new FaultingSession(faults, new Wire()), timers::now);
    }

    /// Sets the delay until a write is visible in global secondary indexes. Initially there is none.
    public void indexLag(Duration lag) {
        registry.indexLag(lag);
    }

    /// Runs an internal operation of the stand-ins, which is exempt from faults.
    ///
    /// @throws DynamoDbError if the operation fails
    public ObjectNode call(String operation, JsonNode request) {
        return api.call(operation, request);
    }

    private final class Wire implements FaultingSession.Backend {

        @Override
        public OperationName called(WireRequest request) {
            String target = request.headers().first("X-Amz-Target").orElse("");
            return new OperationName(
                    OperationName.Service.DYNAMODB,
                    target.startsWith(TARGET) ? target.substring(TARGET.length()) : target);
        }

        @Override
        public WireReply serve(WireRequest request, ServedCall call) throws IOException {
            if (request.method().equals("GET")) {
                return WireReply.of(200, "text/plain", "healthy: dynamodb (stand-in)\n");
            }
            try {
                return WireReply.of(200, TYPE, answer(request, call));
            } catch (DynamoDbError error) {
                return WireReply.of(400, TYPE, StatesJson.MAPPER.writeValueAsBytes(error.body()));
            }
        }

        private byte[] answer(WireRequest request, ServedCall call) throws IOException {
            String target = request.headers().first("X-Amz-Target").orElse("");
            if (!target.startsWith(TARGET)) {
                throw DynamoDbError.unknownOperation();
            }
            String operation = call.called().operation();
            JsonNode body = body(request);
            ObjectNode answer = api.call(operation, body);
            log.written(operation, body, call);
            return StatesJson.MAPPER.writeValueAsBytes(answer);
        }

        private static JsonNode body(WireRequest request) throws IOException {
            byte[] bytes = request.body().bytes();
            JsonNode body = bytes.length == 0 ? null : read(bytes);
            if (body == null || !body.isObject()) {
                throw DynamoDbError.serialization("");
            }
            return body;
        }

        private static JsonNode read(byte[] bytes) throws IOException {
            try {
                return StatesJson.MAPPER.readTree(bytes);
            } catch (JsonProcessingException invalid) {
                throw DynamoDbError.serialization("");
            }
        }
    }

    @Override
    public void close() throws IOException {
        registry.close();
    }
}
