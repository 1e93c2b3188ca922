import client.ApiClient;
import client.api.WorkerApi;
import client.api.WorkflowApi;
import client.model.CallbackRegistration;
import client.model.CallbackSummary;
import client.model.HeartbeatRequest;
import client.model.HeartbeatResponse;
import client.model.RegistrationRequest;
import java.util.Map;

/// Registers a task, sends a heartbeat and completes it, by the client that openapi-generator makes of
/// docs/openapi.yaml. Compiled and run by GeneratedClientsIT.
public final class Play {

    /// @param arguments the gateway's URL, the key of a workflow, the key of a worker, and a task token
    public static void main(String[] arguments) throws Exception {
        WorkflowApi workflow = new WorkflowApi(client(arguments[0], arguments[1]));
        WorkerApi worker = new WorkerApi(client(arguments[0], arguments[2]));
        CallbackRegistration registered = workflow.registerCallback(
                new RegistrationRequest()
                        .taskToken(arguments[3])
                        .service("orders")
                        .operation("approve")
                        .correlationKey("java-client")
                        .heartbeatSeconds(60L)
                        .input(Map.of("order", 4711)),
                null);
        HeartbeatResponse heartbeat = worker.heartbeat(
                registered.getCallbackId(), null, new HeartbeatRequest().progress("half"));
        CallbackSummary answered =
                worker.succeed(registered.getCallbackId(), Map.of("approved", true), null, "attempt-1");
        System.out.println(registered.getState() + " " + (heartbeat.getHeartbeatDeadline() != null) + " "
                + answered.getState() + " " + answered.getOutcome());
    }

    private static ApiClient client(String url, String key) {
        ApiClient client = new ApiClient();
        client.updateBaseUri(url);
        client.setRequestInterceptor(request -> request.header("X-Api-Key", key));
        return client;
    }
}
