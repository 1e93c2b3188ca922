package io.taskgate.aws.client;

import io.taskgate.call.transport.RequestSigner;
import io.taskgate.route.ServiceAuth;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.SfnServiceClientConfiguration;
import software.amazon.awssdk.utils.CompletableFutureUtils;

/// Signs service calls with the signer of the SDK and the credentials of the Step Functions client.
@Singleton
final class SigV4Signer implements RequestSigner {

    private final SfnServiceClientConfiguration client;
    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();

    SigV4Signer(SfnClient client) {
        this.client = client.serviceClientConfiguration();
    }

    @Override
    public Map<String, List<String>> sign(
            ServiceAuth.SigV4 how, String method, URI url, Map<String, String> headers, byte[] body) {
        try {
            AwsCredentialsIdentity identity = CompletableFutureUtils.joinLikeSync(
                    client.credentialsProvider().resolveIdentity());
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
            throw new CannotSignException("AWS credentials or region are missing: " + AwsErrors.describe(e), e);
        }
    }

    private String region(ServiceAuth.SigV4 how) {
        return how.region() == null ? client.region().id() : how.region();
    }
}
