package io.taskgate.standin.dynamodb.table;

import io.taskgate.standin.dynamodb.expression.FilterExpression;
import io.taskgate.standin.dynamodb.value.DynamoDbError;
import io.taskgate.standin.dynamodb.value.Item;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A conditional change of one item that is not applied yet.
///
/// @param change the change of the item
/// @param tellsItem whether a failed condition returns the current item
public record ItemWrite(
        DynamoTable table, SortedKey key, Optional<FilterExpression> condition, Change change, boolean tellsItem) {

    /// Computes the new version of an item.
    @FunctionalInterface
    public interface Change {

        /// @param before the current item; null if there is none
        /// @return the new item; null for a deletion
        /// @throws DynamoDbError if the change can't be applied
        @Nullable Item apply(@Nullable Item before);
    }

    /// A computed change.
    ///
    /// @param units the consumed capacity units
    public record Result(
            DynamoTable table,
            SortedKey key,
            @Nullable Item before,
            @Nullable Item after,
            ConsumedCapacity units) {}

    boolean isMet(@Nullable Item before) {
        return condition.isEmpty() || condition.get().holds(before == null ? Map.of() : before.attributes());
    }

    /// Returns whether both writes concern the same item.
    public boolean sameItem(ItemWrite other) {
        return table == other.table && SortedKey.ORDER.compare(key, other.key) == 0;
    }
}
