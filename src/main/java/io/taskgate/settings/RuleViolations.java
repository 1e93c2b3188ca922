package io.taskgate.settings;

import jakarta.validation.ConstraintValidatorContext;
import org.hibernate.validator.constraintvalidation.HibernateConstraintValidatorContext;

/// Collects the violations of a constraint on a setting or a group of settings. Not thread-safe.
///
/// A message can have two placeholders, which [ConfigurationMapper] fills: `<value>` is the value as written, and
/// `<this>` the key of the group.
public final class RuleViolations {

    private final HibernateConstraintValidatorContext context;
    private boolean none = true;

    public RuleViolations(ConstraintValidatorContext context) {
        this.context = context.unwrap(HibernateConstraintValidatorContext.class);
        context.disableDefaultConstraintViolation();
    }

    /// Adds a violation of the setting itself.
    public void add(String problemAndFix) {
        none = false;
        context.addMessageParameter("problem", problemAndFix)
                .buildConstraintViolationWithTemplate("{problem}")
                .addConstraintViolation();
    }

    /// Adds a violation of a setting of the group.
    ///
    /// @param key below the group, such as `operations.approve.request.via`
    public void add(String key, String problemAndFix) {
        none = false;
        context.addMessageParameter("problem", problemAndFix)
                .buildConstraintViolationWithTemplate("{problem}")
                .addPropertyNode(key)
                .addConstraintViolation();
    }

    public boolean isEmpty() {
        return none;
    }
}
