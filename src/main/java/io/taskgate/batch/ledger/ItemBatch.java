package io.taskgate.batch.ledger;

/// The items of one runner.
///
/// @param index the index of the runner, from 0
/// @param first the number of its first item in the source, from 0
/// @param count the number of items
/// @param from the offset in the source, in bytes, of the items
/// @param to the offset of the next runner's items, or of the end
/// @param input the runner's input: JSON in UTF-8, within the budget. The array belongs to the record
public record ItemBatch(long index, long first, int count, long from, long to, byte[] input) {}
