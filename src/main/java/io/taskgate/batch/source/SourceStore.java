package io.taskgate.batch.source;

import io.taskgate.batch.request.ItemFormat;
import io.taskgate.batch.request.SourceObject;
import io.taskgate.batch.request.TableSource;
import io.taskgate.payload.claimcheck.PayloadOwner;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.Predicate;

/// The store of sources. Thread-safe.
///
/// Its methods throw [io.taskgate.payload.claimcheck.PayloadStore.StoreUnavailableException] if the store is
/// unavailable.
public interface SourceStore {

    /// The filter for payloads that the gateway itself has checked in.
    Predicate<PayloadOwner> ANY_OWNER = any -> true;

    /// Finds the current object of a key.
    ///
    /// @param readable the owners whose checked-in payloads may be read; applied if the key is of such a
    ///     payload
    /// @throws InvalidSourceException if it does not exist, or may not be read
    SourceObject find(String bucket, String key, ItemFormat format, Predicate<PayloadOwner> readable)
            throws InvalidSourceException;

    /// Opens a range of an object. The caller closes it.
    ///
    /// @param to the end of the range, exclusive
    /// @throws InvalidSourceException if the object is not the version that was found
    InputStream open(SourceObject object, long from, long to) throws IOException;

    /// Writes the rows of a table as JSON Lines, page by page, those of each segment in their order.
    ///
    /// @throws InvalidSourceException if the table does not exist, or DynamoDB refuses the expressions
    void copy(TableSource table, OutputStream lines) throws IOException;
}
