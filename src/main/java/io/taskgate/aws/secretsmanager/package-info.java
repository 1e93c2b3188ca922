/// Secrets of Secrets Manager, for configuration that is reloaded. Start reading at
/// [io.taskgate.aws.secretsmanager.SecretsManagerReader].
@NullMarked
package io.taskgate.aws.secretsmanager;

import org.jspecify.annotations.NullMarked;
