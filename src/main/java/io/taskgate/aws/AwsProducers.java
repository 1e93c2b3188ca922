package io.taskgate.aws;

import io.micrometer.core.instrument.MeterRegistry;
import io.taskgate.audit.AuditArchive;
import io.taskgate.audit.AuditConfig;
import io.taskgate.aws.client.AwsConfig;
import io.taskgate.aws.dynamodb.DynamoBatchLedger;
import io.taskgate.aws.dynamodb.DynamoLedger;
import io.taskgate.aws.dynamodb.DynamoOpenCallbackIndex;
import io.taskgate.aws.dynamodb.DynamoStrayEventStore;
import io.taskgate.aws.dynamodb.LedgerTable;
import io.taskgate.aws.dynamodb.TableExporter;
import io.taskgate.aws.s3.S3AuditArchive;
import io.taskgate.aws.s3.S3PayloadStore;
import io.taskgate.aws.sqs.SqsDeadLetterQueue;
import io.taskgate.aws.sqs.SqsQueueClient;
import io.taskgate.aws.stepfunctions.SfnStepFunctions;
import io.taskgate.batch.ledger.BatchLedger;
import io.taskgate.batch.ledger.BatchListener;
import io.taskgate.batch.ledger.ObservedBatchLedger;
import io.taskgate.batch.request.BatchPolicy;
import io.taskgate.batch.source.SourceStore;
import io.taskgate.callback.ledger.CallbackListener;
import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.ledger.MeteredLedger;
import io.taskgate.callback.ledger.UpcomingCallbacks;
import io.taskgate.callback.operator.OpenCallbackIndex;
import io.taskgate.callback.stepfunctions.MeteredStepFunctions;
import io.taskgate.callback.stepfunctions.StepFunctions;
import io.taskgate.event.source.EventConfig;
import io.taskgate.event.unmatched.DeadLetterQueue;
import io.taskgate.event.unmatched.StrayEventStore;
import io.taskgate.payload.claimcheck.MeteredPayloadStoreProvider;
import io.taskgate.payload.claimcheck.PayloadStoreProvider;
import io.taskgate.route.RouteRegistry;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/// Produces the adapters that need more than their client.
@Singleton
final class AwsProducers {

    private final AwsConfig settings;

    AwsProducers(AwsConfig settings) {
        this.settings = settings;
    }

    @Produces
    @Singleton
    LedgerTable table(DynamoDbClient client) {
        return new LedgerTable(
                client, settings.ledger().table(), settings.ledger().createTable());
    }

    @Produces
    @Singleton
    static MissingResourceFinder missingResources(
            S3Client s3, SqsQueueClient queues, ValidatedAwsConfig aws, AuditConfig audit, EventConfig events) {
        Map<String, String> buckets = new HashMap<>();
        buckets.put("taskgate.aws.payloads.bucket", aws.payloads().bucket());
        audit.s3().bucket().ifPresent(name -> buckets.put("taskgate.audit.s3.bucket", name));
        return new MissingResourceFinder(s3, queues, buckets, events.queue());
    }

    @Produces
    @Singleton
    static Ledger ledger(
            LedgerTable table,
            PayloadStoreProvider stores,
            UpcomingCallbacks upcoming,
            RouteRegistry routes,
            MeterRegistry meters,
            CallbackListener listener) {
        return new MeteredLedger(
                new DynamoLedger(table.client(), table.name(), stores), upcoming, routes, meters, listener);
    }

    @Produces
    @Singleton
    static OpenCallbackIndex openCallbacks(LedgerTable table) {
        return new DynamoOpenCallbackIndex(table);
    }

    @Produces
    @Singleton
    static StepFunctions stepFunctions(SfnClient client, MeterRegistry meters) {
        return new MeteredStepFunctions(new SfnStepFunctions(client), meters);
    }

    @Produces
    @Singleton
    static StrayEventStore strayEvents(LedgerTable table) {
        return new DynamoStrayEventStore(table);
    }

    @Produces
    @Singleton
    static PayloadStoreProvider payloadStores(
            S3Client client, ValidatedAwsConfig policies, Clock clock, MeterRegistry meters) {
        return new MeteredPayloadStoreProvider(
                owner -> new S3PayloadStore(client, policies.payloads(), clock, owner), meters);
    }

    @Produces
    @Singleton
    static AuditArchive auditArchive(S3Client client) {
        return new S3AuditArchive(client);
    }

    @Produces
    @Singleton
    static BatchLedger batches(LedgerTable table, Clock clock, BatchListener listener) {
        return new ObservedBatchLedger(new DynamoBatchLedger(table.client(), table.name(), clock), listener);
    }

    @Produces
    @Singleton
    static SourceStore sources(S3Client s3, DynamoDbClient dynamodb, ValidatedAwsConfig policies, BatchPolicy policy) {
        return new AwsSourceStore(s3, policies.payloads().readable(), new TableExporter(dynamodb), policy);
    }

    @Produces
    @Singleton
    static SqsQueueClient queues(SqsClient client, MeterRegistry meters) {
        return new SqsQueueClient(client, meters);
    }

    @Produces
    @Singleton
    static DeadLetterQueue deadLetters(
            SqsQueueClient queues, @ConfigProperty(name = "taskgate.events.queue") Optional<String> queue) {
        return new SqsDeadLetterQueue(queues, queue);
    }
}
