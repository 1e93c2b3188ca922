package io.taskgate.aws.client;

import io.taskgate.call.transport.RequestSigner;
import io.taskgate.route.ServiceAuth;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/// Signs service calls with the signer of the SDK and the credentials of the Step Functions client.
@Singleton
final class SigV4Signer implements RequestSigner {

    private final AwsConfig settings;
    private final AwsCredentialsProvider credentials;
    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();

    SigV4Signer(AwsConfig settings) {
        this.settings = settings;
        this.credentials = settings.credentials()
                .<AwsCredentialsProvider>map(pair -> StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(pair.accessKeyId(), pair.secretAccessKey())))
                .orElseGet(() -> DefaultCredentialsProvider.builder().build());
    }

    @Override
    public Map<String, List<String>> sign(
            ServiceAuth.SigV4 how, String method, URI url, Map<String, String> headers, byte[] body) {
        try {
            AwsCredentialsIdentity identity = credentials.resolveCredentials();
            SdkHttpRequest.Builder request = SdkHttpRequest.builder().uri(url).method(SdkHttpMethod.fromValue(method));
            headers.forEach(request::putHeader);
            return signer.sign(sign -> sign.identity(identity)
                            .request(request.build())
                            .payload(ContentStreamProvider.fromByteArray(body))
                            .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, how.service())
                            .putProperty(AwsV4HttpSigner.REGION_NAME, region(how)))
                    .request()
                    .headers();
        } catch (SdkException e) {
            throw new CannotSignException("no AWS credentials or region: " + AwsErrors.describe(e), e);
        }
    }

    private String region(ServiceAuth.SigV4 how) {
        if (how.region() != null) {
            return how.region();
        }
        return settings.region()
                .orElseGet(() -> DefaultAwsRegionProviderChain.builder()
                        .build()
                        .getRegion()
                        .id());
    }
}
