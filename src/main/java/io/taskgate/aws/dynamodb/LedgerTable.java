package io.taskgate.aws.dynamodb;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveSpecification;

/// Checks whether the ledger table exists, and creates it in development. `docs/ledger.md` has the schema.
public record LedgerTable(DynamoDbClient client, String name, boolean create) {

    private static final Logger LOG = Logger.getLogger(LedgerTable.class);

    static final String DUE_INDEX = "due";
    static final String EXECUTION_INDEX = "execution";

    /// Logged once: the table is checked repeatedly until it exists.
    private static final AtomicBoolean WARNED = new AtomicBoolean();

    /// Whether the table exists.
    public enum Presence {
        THERE,
        MISSING,
        /// DynamoDB did not respond.
        UNKNOWN
    }

    /// Creates the table if it is missing and creation is allowed.
    public Presence ensure() {
        Presence presence = presence();
        if (presence != Presence.MISSING || !create) {
            return presence;
        }
        try {
            LOG.warnf("Ledger table does not exist and is created empty: table=%s", name);
            createTable();
        } catch (SdkException e) {
            LOG.warnf("Ledger table could not be created: table=%s error=\"%s\"", name, e.getMessage());
            return Presence.UNKNOWN;
        }
        return presence();
    }

    public Presence presence() {
        try {
            var table = client.describeTable(request -> request.tableName(name)).table();
            warnOfMissingIndex(table.globalSecondaryIndexes());
            return Presence.THERE;
        } catch (ResourceNotFoundException e) {
            return Presence.MISSING;
        } catch (SdkException e) {
            LOG.warnf("DynamoDB does not respond: table=%s error=\"%s\"", name, e.getMessage());
            return Presence.UNKNOWN;
        }
    }

    /// Not a reason to stop the start: workers also learn of a stopped execution from their next heartbeat.
    private void warnOfMissingIndex(List<GlobalSecondaryIndexDescription> indexes) {
        if (indexes.stream().noneMatch(index -> index.indexName().equals(EXECUTION_INDEX))
                && WARNED.compareAndSet(false, true)) {
            LOG.warnf(
                    "Ledger table lacks an index, workers are not notified of stopped executions (docs/ledger.md):"
                            + " table=%s index=%s",
                    name, EXECUTION_INDEX);
        }
    }

    private void createTable() {
        try {
            client.createTable(definition(name));
        } catch (ResourceInUseException e) {
            // Created by another process.
            return;
        } catch (SdkClientException lost) {
            // The table may have been created although there was no response.
            if (presence() != Presence.THERE) {
                throw lost;
            }
        }
        client.waiter().waitUntilTableExists(request -> request.tableName(name));
        client.updateTimeToLive(request -> request.tableName(name)
                .timeToLiveSpecification(TimeToLiveSpecification.builder()
                        .attributeName(AttributeNames.EXPIRY)
                        .enabled(true)
                        .build()));
    }

    static CreateTableRequest definition(String name) {
        return CreateTableRequest.builder()
                .tableName(name)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(
                        attribute(AttributeNames.ID, ScalarAttributeType.S),
                        attribute(AttributeNames.DUE_SHARD, ScalarAttributeType.S),
                        attribute(AttributeNames.DUE, ScalarAttributeType.N),
                        attribute(AttributeNames.EXECUTION, ScalarAttributeType.B))
                .keySchema(key(AttributeNames.ID, KeyType.HASH))
                .globalSecondaryIndexes(
                        index(
                                DUE_INDEX,
                                key(AttributeNames.DUE_SHARD, KeyType.HASH),
                                key(AttributeNames.DUE, KeyType.RANGE)),
                        index(EXECUTION_INDEX, key(AttributeNames.EXECUTION, KeyType.HASH)))
                .build();
    }

    private static GlobalSecondaryIndex index(String name, KeySchemaElement... keys) {
        return GlobalSecondaryIndex.builder()
                .indexName(name)
                .keySchema(keys)
                .projection(Projection.builder()
                        .projectionType(ProjectionType.KEYS_ONLY)
                        .build())
                .build();
    }

    private static AttributeDefinition attribute(String name, ScalarAttributeType type) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(type)
                .build();
    }

    private static KeySchemaElement key(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }
}
