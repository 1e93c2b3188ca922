package io.taskgate.standin.integration;

import java.lang.reflect.Method;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/// The parameters of an API operation for a Task, from the SDK's model if the SDK is on the class path.
///
/// @param names all parameters, with capital initials as in state machines
public record RequestModel(Set<String> required, Set<String> names) {

    private static final String SERVICES = "software.amazon.awssdk.services.";

    /// The services with an SDK on the class path, by their name in `aws-sdk:` resources, with their client.
    private static final Map<String, String> CLIENTS = Map.of(
            "dynamodb", "dynamodb.DynamoDbClient",
            "s3", "s3.S3Client",
            "sqs", "sqs.SqsClient",
            "sfn", "sfn.SfnClient",
            "eventbridge", "eventbridge.EventBridgeClient",
            "kms", "kms.KmsClient",
            "secretsmanager", "secretsmanager.SecretsManagerClient",
            "sts", "sts.StsClient");

    /// Optimized integrations that correspond to one SDK operation.
    private static final Map<String, String> OPTIMIZED =
            Map.of("dynamodb", "dynamodb", "sqs", "sqs", "events", "eventbridge", "states", "sfn");

    private static final Map<String, RequestModel> OTHERS = Map.of(
            "apigateway:invoke",
            model("ApiEndpoint Method", "Headers Stage Path QueryParameters RequestBody AllowNullValues AuthType"),
            "http:invoke",
            model(
                    "ApiEndpoint Method",
                    "Authentication InvocationConfig Headers QueryParameters RequestBody Transform"),
            "lambda:invoke",
            model("FunctionName", "Payload ClientContext InvocationType Qualifier LogType"),
            "sns:publish",
            model(
                    "Message",
                    "TopicArn TargetArn PhoneNumber Subject MessageStructure MessageAttributes MessageGroupId"
                            + " MessageDeduplicationId"));

    /// The required members, which the SDK's model does not contain.
    private static final Map<String, Set<String>> REQUIRED = Map.ofEntries(
            Map.entry("sqs:sendMessage", Set.of("QueueUrl", "MessageBody")),
            Map.entry("eventbridge:putEvents", Set.of("Entries")),
            Map.entry("sfn:startExecution", Set.of("StateMachineArn")),
            Map.entry("sfn:describeExecution", Set.of("ExecutionArn")),
            Map.entry("sfn:stopExecution", Set.of("ExecutionArn")),
            Map.entry("sfn:sendTaskSuccess", Set.of("TaskToken", "Output")),
            Map.entry("sfn:sendTaskFailure", Set.of("TaskToken")),
            Map.entry("sfn:sendTaskHeartbeat", Set.of("TaskToken")),
            Map.entry("s3:getObject", Set.of("Bucket", "Key")),
            Map.entry("s3:putObject", Set.of("Bucket", "Key")),
            Map.entry("s3:listObjectsV2", Set.of("Bucket")),
            Map.entry("dynamodb:getItem", Set.of("TableName", "Key")),
            Map.entry("dynamodb:putItem", Set.of("TableName", "Item")),
            Map.entry("dynamodb:updateItem", Set.of("TableName", "Key")),
            Map.entry("dynamodb:deleteItem", Set.of("TableName", "Key")),
            Map.entry("dynamodb:query", Set.of("TableName")),
            Map.entry("dynamodb:scan", Set.of("TableName")));

    /// The body, which the SDK passes separately from the request.
    private static final Set<String> STREAMING = Set.of("PutObjectRequest", "UploadPartRequest");

    private static final Set<MarshallLocation> PATHS = Set.of(MarshallLocation.PATH, MarshallLocation.GREEDY_PATH);

    private static final Map<String, Optional<RequestModel>> KNOWN = new ConcurrentHashMap<>();

    private static RequestModel model(String required, String others) {
        Set<String> names = Set.of((required + " " + others).split(" "));
        return new RequestModel(Set.of(required.split(" ")), names);
    }

    /// @param type such as `sns` or `aws-sdk:s3`
    /// @return empty if the API is unknown
    public static Optional<RequestModel> of(String type, String action) {
        RequestModel other = OTHERS.get(type + ":" + action);
        return other != null
                ? Optional.of(other)
                : service(type)
                        .flatMap(service -> KNOWN.computeIfAbsent(
                                service + ":" + action,
                                _ -> operation(service, action).map(request -> read(service + ":" + action, request))));
    }

    /// Returns whether the action exists or its service is unknown.
    static boolean isPossible(String type, String action) {
        return service(type)
                .map(service -> operation(service, action).isPresent())
                .orElse(true);
    }

    /// Returns the fields of the operation's response; empty if the API is unknown.
    static Optional<List<SdkField<?>>> response(String type, String action) {
        return service(type)
                .flatMap(service -> operation(service, action))
                .map(request -> fields(request.getName().replaceAll("Request$", "Response")));
    }

    private static List<SdkField<?>> fields(String model) {
        try {
            Object builder = Class.forName(model).getMethod("builder").invoke(null);
            return ((SdkPojo) ((SdkBuilder<?, ?>) builder).build()).sdkFields();
        } catch (ReflectiveOperationException unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }

    private static Optional<String> service(String type) {
        String name = type.startsWith(TaskResource.SDK)
                ? type.substring(TaskResource.SDK.length())
                : OPTIMIZED.getOrDefault(type, "");
        return Optional.of(name).filter(CLIENTS::containsKey).filter(RequestModel::isOnClassPath);
    }

    /// The jar of the stand-ins leaves some SDKs out.
    private static boolean isOnClassPath(String service) {
        return RequestModel.class
                        .getClassLoader()
                        .getResource((SERVICES + CLIENTS.get(service)).replace('.', '/') + ".class")
                != null;
    }

    /// Returns the class of the operation's request.
    private static Optional<Class<?>> operation(String service, String action) {
        try {
            return Stream.of(Class.forName(SERVICES + CLIENTS.get(service)).getMethods())
                    .filter(method -> method.getName().equals(action))
                    .map(Method::getParameterTypes)
                    .filter(types -> types.length > 0 && SdkPojo.class.isAssignableFrom(types[0]))
                    .<Class<?>>map(types -> types[0])
                    .findFirst();
        } catch (ClassNotFoundException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private static RequestModel read(String operation, Class<?> request) {
        Set<String> names = new HashSet<>(names(fields(request.getName()).stream()));
        if (STREAMING.contains(request.getSimpleName())) {
            names.add("Body");
        }
        return new RequestModel(REQUIRED.getOrDefault(operation, Set.of()), Set.copyOf(names));
    }

    private static Set<String> names(Stream<SdkField<?>> fields) {
        // the SDK has other names for two fields of CopyObject
        return fields.map(field -> PATHS.contains(field.location()) ? field.locationName() : field.memberName())
                .map(name -> name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1))
                .collect(Collectors.toUnmodifiableSet());
    }

    /// Abbreviations within a name are written in either way: `SSEKMSKeyId` and `SseKmsKeyId`.
    public boolean accepts(String name) {
        return !name.isEmpty()
                && Character.isUpperCase(name.charAt(0))
                && names.stream().anyMatch(name::equalsIgnoreCase);
    }
}
