/// The gateway without one of its guards: proves that the checker finds each missing guard. Start reading at
/// [io.taskgate.faults.mutant.Mutant].
@NullMarked
package io.taskgate.faults.mutant;

import org.jspecify.annotations.NullMarked;
