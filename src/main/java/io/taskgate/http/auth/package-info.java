/// Authenticates callers with Quarkus Security: API keys, client certificates, link signatures and OpenID
/// Connect tokens. It does not authorize. Start reading at
/// [io.taskgate.http.auth.CallerAuthenticationMechanism].
@NullMarked
package io.taskgate.http.auth;

import org.jspecify.annotations.NullMarked;
