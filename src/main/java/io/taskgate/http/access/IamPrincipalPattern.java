package io.taskgate.http.access;

import io.taskgate.payload.InvalidDefinitionException;
import java.util.regex.Pattern;

/// A pattern of ARNs of IAM principals without session name, where `*` matches any characters.
///
/// @param arn as configured
public record IamPrincipalPattern(String arn) {

    private static final Pattern FORM = Pattern.compile("arn:[a-z*-]+:(?:iam|sts|\\*):[a-z0-9*-]*:[0-9*]+:\\S+");

    /// @throws InvalidDefinitionException if it is neither an ARN nor `*`
    static IamPrincipalPattern parse(String text) {
        if (!text.equals(Grant.ANY) && !FORM.matcher(text).matches()) {
            throw new InvalidDefinitionException("Invalid IAM principal ARN \"" + text + "\". Use the ARN without a"
                    + " session name, for example arn:aws:sts::111122223333:assumed-role/orders.");
        }
        return new IamPrincipalPattern(text);
    }
}
