/// Step 1: registers a task token, and decides between the tokens of one correlation key. It knows no
/// transport. Start reading at [io.taskgate.callback.registration.RegistrationService].
@NullMarked
package io.taskgate.callback.registration;

import org.jspecify.annotations.NullMarked;
