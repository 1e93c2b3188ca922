/// Mock files: canned answers for the integrations of Task states. Start reading at
/// [io.taskgate.standin.mock.MockFile].
@NullMarked
package io.taskgate.standin.mock;

import org.jspecify.annotations.NullMarked;
