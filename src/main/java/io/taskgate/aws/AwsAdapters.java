package io.taskgate.aws;

import io.micrometer.core.instrument.MeterRegistry;
import io.taskgate.audit.AuditArchive;
import io.taskgate.batch.ledger.BatchLedger;
import io.taskgate.batch.request.BatchPolicy;
import io.taskgate.batch.source.SourceStore;
import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.ledger.MeteredLedger;
import io.taskgate.callback.stepfunctions.MeteredStepFunctions;
import io.taskgate.callback.stepfunctions.StepFunctions;
import io.taskgate.event.unmatched.DeadLetterQueue;
import io.taskgate.event.unmatched.StrayEventStore;
import io.taskgate.payload.claimcheck.MeteredPayloadStoreProvider;
import io.taskgate.payload.claimcheck.PayloadStoreProvider;
import io.taskgate.route.RouteRegistry;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/// The adapters that take more than their client, as beans.
@Singleton
final class AwsAdapters {

    private final AwsSettings settings;

    AwsAdapters(AwsSettings settings) {
        this.settings = settings;
    }

    @Produces
    @Singleton
    DynamoTable table(DynamoDbClient client) {
        return new DynamoTable(
                client, settings.ledger().table(), settings.ledger().createTable());
    }

    @Produces
    @Singleton
    static Ledger ledger(DynamoTable table, PayloadStoreProvider stores, RouteRegistry routes, MeterRegistry meters) {
        return new MeteredLedger(new DynamoLedger(table.client(), table.name(), stores), routes, meters);
    }

    @Produces
    @Singleton
    static StepFunctions stepFunctions(SfnClient client, MeterRegistry meters) {
        return new MeteredStepFunctions(new SfnStepFunctions(client), meters);
    }

    @Produces
    @Singleton
    static StrayEventStore strayEvents(DynamoTable table) {
        return new DynamoStrayEvents(table);
    }

    @Produces
    @Singleton
    static PayloadStoreProvider payloadStores(
            S3Client client, AwsPolicies policies, Clock clock, MeterRegistry meters) {
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
    static BatchLedger batches(DynamoTable table, Clock clock) {
        return new DynamoBatchLedger(table.client(), table.name(), clock);
    }

    @Produces
    @Singleton
    static SourceStore sources(S3Client s3, DynamoDbClient dynamodb, AwsPolicies policies, BatchPolicy policy) {
        return new AwsSources(s3, policies.payloads().readable(), new TablePages(dynamodb), policy);
    }

    @Produces
    @Singleton
    static Queues queues(SqsClient client, MeterRegistry meters) {
        return new Queues(client, meters);
    }

    @Produces
    @Singleton
    static DeadLetterQueue deadLetters(
            Queues queues, @ConfigProperty(name = "taskgate.events.queue") Optional<String> queue) {
        return new SqsDeadLetters(queues, queue);
    }
}
