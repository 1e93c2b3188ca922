/// Records the actions of requests in the audit log. It changes no response. Start reading at
/// [io.taskgate.http.audit.RequestAuditor].
@NullMarked
package io.taskgate.http.audit;

import org.jspecify.annotations.NullMarked;
