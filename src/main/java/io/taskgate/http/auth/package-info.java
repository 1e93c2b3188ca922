/// Authenticates callers with Quarkus Security: API keys, client certificates, link signatures and tokens of
/// OpenID Connect. It decides about no resource. Start reading at
/// [io.taskgate.http.auth.CallerAuthenticationMechanism].
@NullMarked
package io.taskgate.http.auth;

import org.jspecify.annotations.NullMarked;
