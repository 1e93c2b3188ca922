/// The audit log: who did what, as lines of JSON that a hash chain joins, and the command that verifies them.
/// It knows no protocol and no HTTP; callers pass events to it. Start reading at
/// [io.taskgate.audit.AuditLog].
@NullMarked
package io.taskgate.audit;

import org.jspecify.annotations.NullMarked;
