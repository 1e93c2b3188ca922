package io.taskgate.http.server;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.inject.Singleton;

/// Without TLS the gateway speaks HTTP/1.1 only. Where a request asks for an upgrade to HTTP/2, as the JDK's
/// client does by default, Vert.x takes its body without flow control: a large one fills the memory (seen with
/// 100 MB). Over TLS, HTTP/2 is negotiated before the first request, and stays.
@Singleton
final class CleartextHttp1Customizer implements HttpServerOptionsCustomizer {

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        options.setHttp2ClearTextEnabled(false);
    }
}
