/// The audit log: who did what, as lines of JSON that a hash chain joins, and the command that verifies them. Start
/// reading at [io.taskgate.audit.AuditLog].
@NullMarked
package io.taskgate.audit;

import org.jspecify.annotations.NullMarked;
