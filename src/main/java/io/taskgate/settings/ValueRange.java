package io.taskgate.settings;

import io.taskgate.payload.ByteSize;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The range of a number, a size or a duration. Both ends are included, and are written as in the configuration.
@Documented
@Target({ElementType.METHOD, ElementType.TYPE_USE})
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = {ValueRange.Numbers.class, ValueRange.Sizes.class, ValueRange.Durations.class})
public @interface ValueRange {

    String min();

    /// Empty for no maximum.
    String max() default "";

    /// A further sentence of the message.
    String hint() default "";

    String message() default "{io.taskgate.settings.ValueRange}";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /// Compares values of one type.
    abstract sealed class Range<T, C extends Comparable<C>> implements ConstraintValidator<ValueRange, T> {

        private String min = "";
        private String max = "";
        private String hint = "";

        @Override
        public void initialize(ValueRange constraint) {
            min = constraint.min();
            max = constraint.max();
            hint = constraint.hint();
        }

        @Override
        public boolean isValid(@Nullable T value, ConstraintValidatorContext context) {
            if (value == null) {
                return true;
            }
            C compared = of(value);
            boolean valid = compared != null
                    && compared.compareTo(parse(min)) >= 0
                    && (max.isEmpty() || compared.compareTo(parse(max)) <= 0);
            if (!valid) {
                new RuleViolations(context)
                        .add(("Invalid value \"<value>\". Use " + min
                                        + (max.isEmpty() ? " or more. " : " to " + max + ". ") + hint)
                                .strip());
            }
            return valid;
        }

        /// @return null for no comparable value
        abstract @Nullable C of(T value);

        abstract C parse(String text);
    }

    final class Numbers extends Range<Number, BigDecimal> {
        @Override
        @Nullable BigDecimal of(Number value) {
            return Double.isFinite(value.doubleValue()) ? new BigDecimal(value.toString()) : null;
        }

        @Override
        BigDecimal parse(String text) {
            return new BigDecimal(text);
        }
    }

    final class Sizes extends Range<ByteSize, ByteSize> {
        @Override
        ByteSize of(ByteSize value) {
            return value;
        }

        @Override
        ByteSize parse(String text) {
            return ByteSize.parse(text);
        }
    }

    final class Durations extends Range<Duration, Duration> {
        @Override
        Duration of(Duration value) {
            return value;
        }

        @Override
        Duration parse(String text) {
            return DurationFormat.parse(text);
        }
    }
}
