package io.taskgate.aws.client;

import io.taskgate.settings.RuleViolations;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import java.time.Duration;

/// The rules between the settings of the claim check.
public final class PayloadStoreRules implements ConstraintValidator<ConsistentPayloadStore, PayloadStoreConfig> {

    /// The time in which a Standard execution can be redriven after its end (Step Functions developer guide).
    public static final Duration REDRIVE = Duration.ofDays(14);

    private static final Duration SHORTEST = REDRIVE.plusDays(1);
    private static final Duration LONGEST = Duration.ofDays(36_500);

    @Override
    public boolean isValid(PayloadStoreConfig settings, ConstraintValidatorContext context) {
        RuleViolations violations = new RuleViolations(context);
        Duration retention = settings.retention();
        boolean wholeDays = retention.equals(Duration.ofDays(retention.toDays()));
        if (!wholeDays || retention.compareTo(SHORTEST) < 0 || retention.compareTo(LONGEST) > 0) {
            violations.add(
                    "retention",
                    "Invalid retention \"<value>\". Use whole days from " + SHORTEST.toDays() + "d (the "
                            + REDRIVE.toDays() + " days in which an execution can be redriven, plus one) to "
                            + LONGEST.toDays() + "d.");
        }
        if (settings.kmsKeyId().isPresent() && !settings.encryption().equals("aws:kms")) {
            violations.add("kms-key-id", "Requires <this>.encryption=aws:kms. Set it, or remove the key ID.");
        }
        return violations.isEmpty();
    }
}
