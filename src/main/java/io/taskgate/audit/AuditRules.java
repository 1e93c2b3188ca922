package io.taskgate.audit;

import io.taskgate.settings.RuleViolations;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;

/// The rules between the settings of the audit log.
public final class AuditRules implements ConstraintValidator<ConsistentAudit, AuditConfig> {

    @Override
    public boolean isValid(AuditConfig settings, ConstraintValidatorContext context) {
        RuleViolations violations = new RuleViolations(context);
        AuditConfig.S3 s3 = settings.s3();
        if (s3.bucket().isEmpty()) {
            if (s3.directory().isPresent() || s3.retentionDays().isPresent()) {
                violations.add("s3.bucket", "Required. Set a bucket with Object Lock.");
            }
        } else {
            if (s3.retentionDays().isEmpty()) {
                violations.add("s3.retention-days", "Required. Set the days for which an object can't be deleted.");
            }
            if (s3.directory().isEmpty()) {
                violations.add("s3.directory", "Required. Set a directory on a volume that outlives the process.");
            }
        }
        if (settings.required() && settings.file().isEmpty() && s3.bucket().isEmpty()) {
            violations.add("required", "Requires a file. Set taskgate.audit.file or taskgate.audit.s3.");
        }
        return violations.isEmpty();
    }
}
