/// Encryption of task tokens and of cursors. Nothing else handles the keys; KMS is behind
/// [io.taskgate.callback.vault.KeyDecryptor]. Start reading at [io.taskgate.callback.vault.TokenVault].
@NullMarked
package io.taskgate.callback.vault;

import org.jspecify.annotations.NullMarked;
