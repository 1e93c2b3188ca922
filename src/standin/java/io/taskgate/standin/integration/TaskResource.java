package io.taskgate.standin.integration;

import io.taskgate.standin.integration.Integrations.Family;
import io.taskgate.standin.integration.Integrations.Mode;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A Task's Resource: a service integration, a function or an activity.
///
/// @param type as in the history, such as `sns` or `aws-sdk:s3`
/// @param action such as `publish`, without the suffix of its mode
public record TaskResource(String arn, Family family, String type, String action, Mode mode) {

    static final String SDK = "aws-sdk:";

    private static final Pattern FORM = Pattern.compile(
            "arn:aws(?:-[a-z]+)*:(?:states:::[a-z0-9-]+:.+|states:[^:]+:[^:]+:activity:.+|lambda:[^:]*:[^:]*:function:.+)");
    private static final Pattern INTEGRATION =
            Pattern.compile("arn:[^:]+:states:::((?:aws-sdk:)?[a-z0-9-]+):([A-Za-z0-9]+)(\\..+)?");
    private static final Pattern FUNCTION =
            Pattern.compile("arn:[^:]+:lambda:[^:]*:[^:]*:function:[A-Za-z0-9_-]{1,140}(?::[A-Za-z0-9$_-]{1,128})?");
    private static final Pattern ACTIVITY = Pattern.compile("arn:[^:]+:states:[^:]+:\\d{12}:activity:[^:\\s]{1,80}");

    /// Returns whether the text is an ARN that could be the resource of a Task.
    public static boolean isWellFormed(String arn) {
        return FORM.matcher(arn).matches();
    }

    /// @return empty if AWS has no such resource
    public static Optional<TaskResource> of(String arn) {
        if (FUNCTION.matcher(arn).matches()) {
            return Optional.of(new TaskResource(arn, Family.FUNCTION, "lambda", "function", Mode.REQUEST));
        }
        if (ACTIVITY.matcher(arn).matches()) {
            return Optional.of(new TaskResource(arn, Family.ACTIVITY, "activity", "activity", Mode.REQUEST));
        }
        Matcher parts = INTEGRATION.matcher(arn);
        if (!parts.matches()) {
            return Optional.empty();
        }
        String ending = Optional.ofNullable(parts.group(3)).orElse("");
        return Arrays.stream(Mode.values())
                .filter(mode -> mode.ending().equals(ending))
                .map(mode -> new TaskResource(
                        arn, Family.of(parts.group(1), parts.group(2)), parts.group(1), parts.group(2), mode))
                .filter(TaskResource::exists)
                .findFirst();
    }

    private boolean exists() {
        return type.startsWith(SDK)
                ? (mode == Mode.REQUEST || mode == Mode.TOKEN)
                        && Character.isLowerCase(action.charAt(0))
                        && RequestModel.isPossible(type, action)
                : OptimizedIntegrations.has(type, action, mode);
    }

    /// Returns whether the Task continues after the response of the call, with a token.
    public boolean waits() {
        return mode != Mode.REQUEST;
    }

    /// Returns the name in the history: `publish.waitForTaskToken`.
    public String fullAction() {
        return action + mode.ending();
    }

    /// Returns the name in messages and mock files: `sns:publish.waitForTaskToken`, or the ARN of a function
    /// or activity.
    public String name() {
        return family == Family.FUNCTION || family == Family.ACTIVITY ? arn : type + ":" + fullAction();
    }
}
