package io.taskgate.http.server;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.inject.Singleton;

/// Restricts clear text to HTTP/1.1. If a request asks for an upgrade to HTTP/2, as the JDK client does by
/// default, Vert.x reads its body without flow control, and a large body exhausts the memory (observed with
/// 100 MB). With TLS, HTTP/2 is negotiated before the first request and stays enabled.
@Singleton
final class CleartextHttp1Customizer implements HttpServerOptionsCustomizer {

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        options.setHttp2ClearTextEnabled(false);
    }
}
