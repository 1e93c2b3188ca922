/// The execution of a single state for TestState. Start reading at
/// [io.taskgate.standin.interpreter.single.SingleStateRun].
@NullMarked
package io.taskgate.standin.interpreter.single;

import org.jspecify.annotations.NullMarked;
