/// Rules for keys: their strength, the format of API keys, and the keys that are published and must not be
/// used. It knows nothing of the configuration that holds the keys. Start reading at
/// [io.taskgate.credential.KeyStrengthValidator].
@NullMarked
package io.taskgate.credential;

import org.jspecify.annotations.NullMarked;
