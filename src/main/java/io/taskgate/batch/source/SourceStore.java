package io.taskgate.batch.source;

import io.taskgate.batch.request.ItemFormat;
import io.taskgate.batch.request.SourceObject;
import io.taskgate.batch.request.TableSource;
import io.taskgate.payload.claimcheck.PayloadOwner;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.Predicate;

/// Where items come from. Safe for many threads.
///
/// Its calls throw [io.taskgate.payload.claimcheck.PayloadStore.StoreUnavailableException] when what is asked
/// can't be had now.
public interface SourceStore {

    /// For what the gateway checked in itself.
    Predicate<PayloadOwner> ANY_OWNER = any -> true;

    /// What stands at a key now.
    ///
    /// @param readable whose checked-in payloads may be read; asked where the key is that of one
    /// @throws InvalidSourceException where nothing does, or it may not be read
    SourceObject find(String bucket, String key, ItemFormat format, Predicate<PayloadOwner> readable)
            throws InvalidSourceException;

    /// A range of an object, closed by the caller.
    ///
    /// @param to not read any more
    /// @throws InvalidSourceException where the object is not the one that was found
    InputStream open(SourceObject object, long from, long to) throws IOException;

    /// Writes the rows of a table as JSON Lines, page by page, those of each segment in their order.
    ///
    /// @throws InvalidSourceException where the table is not there, or DynamoDB refuses the expressions
    void copy(TableSource table, OutputStream lines) throws IOException;
}
