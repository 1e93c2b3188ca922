package io.taskgate.aws.client;

import io.quarkus.runtime.annotations.RegisterForReflection;
import software.amazon.awssdk.http.apache5.Apache5SdkHttpService;

/// Registers the classes that the SDK looks up by name, for the native image. The STS client, which exchanges
/// a service account token for credentials (IRSA), takes its HTTP client from the class path by
/// `ServiceLoader`; the hints of apache5-client name a class that does not exist.
@RegisterForReflection(targets = Apache5SdkHttpService.class)
final class NativeSdkHints {

    private NativeSdkHints() {}
}
