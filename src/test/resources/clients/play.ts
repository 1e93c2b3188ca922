import { Configuration, WorkerApi, WorkflowApi } from './generated';

declare const process: { argv: string[]; exit(code: number): never };

// Registers a task, sends a heartbeat and completes it, by the client that openapi-generator makes of
// docs/openapi.yaml. Compiled and run by GeneratedClientsIT.
async function main([url, workflowKey, workerKey, taskToken]: string[]): Promise<void> {
  const workflow = new WorkflowApi(new Configuration({ basePath: url, apiKey: workflowKey }));
  const worker = new WorkerApi(new Configuration({ basePath: url, apiKey: workerKey }));
  const registered = await workflow.registerCallback({
    registrationRequest: {
      taskToken,
      service: 'orders',
      operation: 'approve',
      correlationKey: 'typescript-client',
      heartbeatSeconds: 60,
      input: { order: 4711 },
    },
  });
  const heartbeat = await worker.heartbeat({ id: registered.callbackId, heartbeatRequest: { progress: 'half' } });
  const answered = await worker.succeed({
    id: registered.callbackId,
    body: { approved: true },
    idempotencyKey: 'attempt-1',
  });
  console.log(`${registered.state} ${heartbeat.heartbeatDeadline != null} ${answered.state} ${answered.outcome}`);
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exit(1);
});
