package io.taskgate.testing.packaged;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/// The STS operation `AssumeRoleWithWebIdentity` on loopback: returns credentials for one role and one token,
/// or an error.
public final class SecurityTokenService implements AutoCloseable {

    private static final String CREDENTIALS = """
            <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
              <AssumeRoleWithWebIdentityResult>
                <Credentials>
                  <AccessKeyId>ASIAWEBIDENTITY</AccessKeyId>
                  <SecretAccessKey>secret</SecretAccessKey>
                  <SessionToken>session</SessionToken>
                  <Expiration>2099-01-01T00:00:00Z</Expiration>
                </Credentials>
                <AssumedRoleUser><Arn>arn:aws:sts::000000000000:assumed-role/taskgate/1</Arn><AssumedRoleId>A:1</AssumedRoleId></AssumedRoleUser>
              </AssumeRoleWithWebIdentityResult>
              <ResponseMetadata><RequestId>1</RequestId></ResponseMetadata>
            </AssumeRoleWithWebIdentityResponse>
            """;

    private static final String DENIED = """
            <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
              <Error><Type>Sender</Type><Code>AccessDenied</Code><Message>not authorized</Message></Error>
              <RequestId>1</RequestId>
            </ErrorResponse>
            """;

    private final HttpServer server;
    private final String role;
    private final String token;
    private final List<Map<String, String>> requests = new CopyOnWriteArrayList<>();
    private volatile boolean denying;

    private SecurityTokenService(HttpServer server, String role, String token) {
        this.server = server;
        this.role = role;
        this.token = token;
    }

    public static SecurityTokenService start(String role, String token) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        SecurityTokenService service = new SecurityTokenService(server, role, token);
        server.createContext("/", service::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        return service;
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public void deny(boolean deny) {
        denying = deny;
    }

    /// Returns the posted forms.
    public List<Map<String, String>> requests() {
        return List.copyOf(requests);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, String> form = form(exchange);
            requests.add(form);
            boolean given = !denying
                    && "AssumeRoleWithWebIdentity".equals(form.get("Action"))
                    && role.equals(form.get("RoleArn"))
                    && token.equals(form.get("WebIdentityToken"));
            byte[] body = (given ? CREDENTIALS : DENIED).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/xml");
            exchange.sendResponseHeaders(given ? 200 : 403, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static Map<String, String> form(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        return Arrays.stream(body.split("&"))
                .map(field -> field.split("=", 2))
                .filter(field -> field.length == 2)
                .collect(Collectors.toMap(
                        field -> field[0], field -> URLDecoder.decode(field[1], StandardCharsets.UTF_8)));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
