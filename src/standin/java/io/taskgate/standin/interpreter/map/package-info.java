/// Distributed Map: item reader, item batcher, Map Runs and result writer. Start reading at
/// [io.taskgate.standin.interpreter.map.DistributedMap].
@NullMarked
package io.taskgate.standin.interpreter.map;

import org.jspecify.annotations.NullMarked;
