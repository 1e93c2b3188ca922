package io.taskgate.standin.launcher;

import java.util.Map;

/// The settings of the AWS SDKs: environment variables, and the system properties of the SDK for Java 2 that mean
/// the same.
final class SdkSettings {

    static final Map<String, String> PROPERTIES = Map.of(
            "AWS_ENDPOINT_URL_SFN", "aws.endpointUrlSfn",
            "AWS_ENDPOINT_URL_EVENTBRIDGE", "aws.endpointUrlEventBridge",
            "AWS_ENDPOINT_URL_DYNAMODB", "aws.endpointUrlDynamoDb",
            "AWS_ENDPOINT_URL_S3", "aws.endpointUrlS3",
            "AWS_ENDPOINT_URL_SQS", "aws.endpointUrlSqs",
            "AWS_ENDPOINT_URL_STS", "aws.endpointUrlSts",
            "AWS_REGION", "aws.region",
            "AWS_ACCESS_KEY_ID", "aws.accessKeyId",
            "AWS_SECRET_ACCESS_KEY", "aws.secretAccessKey");

    private SdkSettings() {}
}
