/// The audit log: actions and their principals as JSON lines in a hash chain, and the command that verifies
/// them. It does not know the protocol or HTTP; callers pass events to it. Start reading at
/// [io.taskgate.audit.AuditLog].
@NullMarked
package io.taskgate.audit;

import org.jspecify.annotations.NullMarked;
