package io.taskgate.aws.client;

import io.quarkiverse.amazon.common.runtime.AbstractAmazonClientTransportRecorder;
import io.quarkiverse.amazon.common.runtime.SyncHttpClientConfig;
import io.quarkiverse.amazon.common.runtime.SyncHttpClientConfig.ApacheHttpClientConfig.HttpClientProxyConfiguration;
import io.quarkus.runtime.configuration.ConfigurationException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.TlsTrustManagersProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.apache5.ProxyConfiguration;

/// Creates the Apache 5 client of a service from `quarkus.<service>.sync-client`. The extensions create Apache 4, CRT
/// and URL connection clients only; the validation of TLS stores and proxies is theirs.
final class Apache5Transport extends AbstractAmazonClientTransportRecorder {

    /// @param service as in `quarkus.<service>`
    SdkHttpClient client(String service, SyncHttpClientConfig settings) {
        validateTlsKeyManagersProvider(service, settings.tlsKeyManagersProvider(), "sync");
        validateTlsTrustManagersProvider(service, settings.tlsTrustManagersProvider(), "sync");
        if (settings.apache().maxConnections() <= 0) {
            throw new ConfigurationException(
                    "quarkus." + service + ".sync-client.apache.max-connections: Use a number above 0.");
        }
        Apache5HttpClient.Builder builder = Apache5HttpClient.builder()
                .connectionTimeout(settings.connectionTimeout())
                .socketTimeout(settings.socketTimeout())
                .connectionAcquisitionTimeout(settings.apache().connectionAcquisitionTimeout())
                .connectionMaxIdleTime(settings.apache().connectionMaxIdleTime())
                .maxConnections(settings.apache().maxConnections())
                .expectContinueEnabled(settings.apache().expectContinueEnabled())
                .useIdleConnectionReaper(settings.apache().useIdleConnectionReaper())
                .tcpKeepAlive(settings.apache().tcpKeepAlive())
                .tlsKeyManagersProvider(getTlsKeyManagersProvider(settings.tlsKeyManagersProvider()));
        settings.apache().connectionTimeToLive().ifPresent(builder::connectionTimeToLive);
        TlsTrustManagersProvider trust = getTlsTrustManagersProvider(settings.tlsTrustManagersProvider());
        if (trust != null) {
            builder.tlsTrustManagersProvider(trust);
        }
        if (settings.apache().proxy().enabled()) {
            proxy(service, settings.apache().proxy(), builder);
        }
        return new AbortTolerantHttpClient(builder.build());
    }

    private void proxy(String service, HttpClientProxyConfiguration settings, Apache5HttpClient.Builder builder) {
        settings.endpoint().ifPresent(endpoint -> {
            validateProxyEndpoint(service, endpoint, "sync");
            ProxyConfiguration.Builder proxy = ProxyConfiguration.builder().endpoint(endpoint);
            settings.username().ifPresent(proxy::username);
            settings.password().ifPresent(proxy::password);
            settings.ntlmDomain().ifPresent(proxy::ntlmDomain);
            settings.ntlmWorkstation().ifPresent(proxy::ntlmWorkstation);
            settings.preemptiveBasicAuthenticationEnabled().ifPresent(proxy::preemptiveBasicAuthenticationEnabled);
            settings.nonProxyHosts().ifPresent(hosts -> hosts.forEach(proxy::addNonProxyHost));
            builder.proxyConfiguration(proxy.build());
        });
    }
}
