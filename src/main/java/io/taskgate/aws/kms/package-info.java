/// Decryption of keys by KMS. Start reading at [io.taskgate.aws.kms.KmsKeyDecryptor].
@NullMarked
package io.taskgate.aws.kms;

import org.jspecify.annotations.NullMarked;
