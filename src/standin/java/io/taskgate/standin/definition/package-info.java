/// Validates state machine definitions, and refuses those that the interpreter could not run as AWS does.
/// Start reading at [io.taskgate.standin.definition.DefinitionCheck].
@NullMarked
package io.taskgate.standin.definition;

import org.jspecify.annotations.NullMarked;
