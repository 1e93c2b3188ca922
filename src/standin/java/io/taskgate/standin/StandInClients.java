package io.taskgate.standin;

import io.taskgate.standin.fault.FaultingSession;
import io.taskgate.standin.stepfunctions.Arns;
import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;

/// Creates SDK clients for the stand-ins.
public final class StandInClients {

    private StandInClients() {}

    /// Creates a client.
    public static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C of(B builder, URI endpoint) {
        return builder.endpointOverride(endpoint)
                .region(Region.of(Arns.REGION))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .httpClient(Apache5HttpClient.create())
                .build();
    }

    /// Creates an internal client, which is exempt from faults.
    public static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C exempt(B builder, URI endpoint) {
        return of(
                builder.overrideConfiguration(override -> override.putHeader(FaultingSession.EXEMPT, "true")),
                endpoint);
    }
}
