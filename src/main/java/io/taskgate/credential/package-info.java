/// Rules for keys: their strength, the format of API keys, and published keys that must not be used. It does
/// not know the configuration. Start reading at [io.taskgate.credential.KeyStrengthValidator].
@NullMarked
package io.taskgate.credential;

import org.jspecify.annotations.NullMarked;
