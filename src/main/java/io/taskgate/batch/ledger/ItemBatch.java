package io.taskgate.batch.ledger;

/// One batch of a source's items.
///
/// @param index of the batch, from 0
/// @param first the number of its first item in the source, from 0
/// @param count how many items it has
/// @param from  where they begin in the source, in bytes
/// @param to    where the next batch's begin, or the items end
/// @param input the runner's input: JSON in UTF-8, under the budget. The array belongs to the record
public record ItemBatch(long index, long first, int count, long from, long to, byte[] input) {}
