package io.taskgate.aws.client;

import io.quarkus.runtime.annotations.RegisterForReflection;
import software.amazon.awssdk.http.apache5.Apache5SdkHttpService;

/// What the SDK looks up by name, for the native image. Its STS client, which exchanges a service account's
/// token for credentials (IRSA), gets no HTTP client from us and takes one of the class path by
/// `ServiceLoader`; the hints of apache5-client name a class that does not exist.
@RegisterForReflection(targets = Apache5SdkHttpService.class)
final class NativeSdkHints {

    private NativeSdkHints() {}
}
