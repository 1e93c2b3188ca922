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

/// The ledger's table: whether it is there, and in development its making. `docs/ledger.md` has the schema.
public record LedgerTable(DynamoDbClient client, String name, boolean create) {

    private static final Logger LOG = Logger.getLogger(LedgerTable.class);

    static final String DUE_INDEX = "due";
    static final String EXECUTION_INDEX = "execution";

    /// Said once: the table is looked at until it was there.
    private static final AtomicBoolean WARNED = new AtomicBoolean();

    /// Is it there?
    public enum Presence {
        THERE,
        MISSING,
        /// DynamoDB did not answer.
        UNKNOWN
    }

    /// Makes it where it is missing and may be made.
    public Presence ensure() {
        Presence presence = presence();
        if (presence != Presence.MISSING || !create) {
            return presence;
        }
        try {
            LOG.warnf("there is no table %s: it is made, and is empty", name);
            make();
        } catch (SdkException e) {
            LOG.warnf("table %s could not be made now: %s", name, e.getMessage());
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
            LOG.warnf("DynamoDB does not answer for table %s: %s", name, e.getMessage());
            return Presence.UNKNOWN;
        }
    }

    /// Workers learn of a stopped execution from their next heartbeat all the same, so that is no reason not to
    /// start.
    private void warnOfMissingIndex(List<GlobalSecondaryIndexDescription> indexes) {
        if (indexes.stream().noneMatch(index -> index.indexName().equals(EXECUTION_INDEX))
                && WARNED.compareAndSet(false, true)) {
            LOG.warnf(
                    "table %s has no index \"%s\": workers are not told when an execution is stopped (docs/ledger.md)",
                    name, EXECUTION_INDEX);
        }
    }

    private void make() {
        try {
            client.createTable(definition(name));
        } catch (ResourceInUseException e) {
            // Somebody else made it meanwhile.
            return;
        } catch (SdkClientException lost) {
            // Without an answer it may have been made all the same.
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
                        attribute(AttributeNames.EXECUTION, ScalarAttributeType.S))
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
