package io.taskgate.settings;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/// An absolute `http` or `https` URL.
@Documented
@Target({ElementType.METHOD, ElementType.TYPE_USE})
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = HttpUrl.IsHttp.class)
public @interface HttpUrl {

    String message() default "{io.taskgate.settings.HttpUrl}";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /// Looks at the scheme and the host.
    final class IsHttp implements ConstraintValidator<HttpUrl, URI> {
        @Override
        public boolean isValid(@Nullable URI url, ConstraintValidatorContext context) {
            boolean valid = url == null
                    || (url.getHost() != null
                            && ("http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme())));
            if (!valid) {
                new RuleViolations(context).add(ValueConverters.NO_URL.formatted("<value>"));
            }
            return valid;
        }
    }
}
