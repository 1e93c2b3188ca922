package io.taskgate.deploy.stack;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import io.taskgate.testing.ProductionClasses;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The AWS calls of the adapters, read from their byte code: every SDK client method that package `aws` calls.
final class SdkCalls {

    private static final Pattern CLIENT =
            Pattern.compile("software\\.amazon\\.awssdk\\.services\\.(\\w+)\\.\\w+Client");

    /// SDK methods that make no AWS call.
    private static final Set<String> OTHERS =
            Set.of("builder", "create", "close", "waiter", "serviceClientConfiguration", "serviceName", "utilities");

    /// The IAM names of operations (service authorization reference, 2026-08).
    private static final Map<String, String> SERVICES = Map.of("sfn", "states", "eventbridge", "events");

    /// S3's permissions are named after the protected resource.
    private static final Map<String, String> S3 = Map.of(
            "headObject", "s3:GetObject",
            "headBucket", "s3:ListBucket",
            "createMultipartUpload", "s3:PutObject",
            "uploadPart", "s3:PutObject",
            "completeMultipartUpload", "s3:PutObject");

    private SdkCalls() {}

    /// @return IAM actions, for example `dynamodb:GetItem`
    static Set<String> actions() {
        Set<String> actions = new TreeSet<>();
        ProductionClasses.all().stream()
                .filter(type -> type.getPackageName().startsWith("io.taskgate.aws"))
                .flatMap(SdkCalls::targets)
                .forEach(target -> {
                    Matcher client = CLIENT.matcher(target.getOwner().getFullName());
                    if (client.matches() && !OTHERS.contains(target.getName())) {
                        actions.add(action(client.group(1), target.getName()));
                    }
                    // a put with tags needs an additional permission
                    if (target.getOwner().getFullName().startsWith("software.amazon.awssdk.services.s3.")
                            && target.getName().equals("tagging")) {
                        actions.add("s3:PutObjectTagging");
                    }
                });
        return actions;
    }

    private static Stream<? extends AccessTarget.CodeUnitAccessTarget> targets(JavaClass adapter) {
        return Stream.concat(
                adapter.getMethodCallsFromSelf().stream().map(call -> call.getTarget()),
                adapter.getMethodReferencesFromSelf().stream().map(reference -> reference.getTarget()));
    }

    private static String action(String service, String method) {
        if (service.equals("s3") && S3.containsKey(method)) {
            return S3.getOrDefault(method, method);
        }
        String operation = method.replaceAll("Paginator$", "");
        return SERVICES.getOrDefault(service, service) + ":" + Character.toUpperCase(operation.charAt(0))
                + operation.substring(1);
    }
}
