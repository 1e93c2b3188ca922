package io.taskgate.fuzz;

import io.taskgate.fuzz.wire.RawClient;
import io.taskgate.fuzz.wire.RawRequest;
import io.taskgate.fuzz.wire.RawRequest.Framing;
import java.util.List;
import java.util.Random;

/// Mutates a valid request: one to three mutations of its body, headers, query, path, method or framing.
final class RequestMutator {

    private static final List<String> ACCEPT = List.of(
            "*/*",
            "application/json",
            "text/html",
            ";q",
            "a",
            "application/json;q=2",
            "*/json",
            ",",
            "application/",
            "/",
            "application/json;q=0",
            "text/*;q=0.3, */*;q=0.1",
            "application/json;charset=\"utf-8",
            "",
            "\u00ff",
            "application/json;q=abc",
            "application/problem+json",
            "a/b/c",
            "text/html, application/xhtml+xml;q=0.9");
    private static final List<String> TYPES = List.of(
            "",
            "text/plain",
            "application/json; charset=utf-16",
            "application/json;charset=\"",
            "/",
            "application",
            "multipart/form-data; boundary=x",
            "application/x-www-form-urlencoded",
            "application/cloudevents+json",
            "application/cloudevents-batch+json",
            "application/vnd.api+json",
            "APPLICATION/JSON",
            "a/b/c",
            "application/json, text/plain",
            "application/json;q",
            "\u00ff/\u00fe",
            "application/octet-stream");
    private static final List<String> QUERIES = List.of(
            "olderThan=PT999999999999999H",
            "olderThan=P-106751991167300D",
            "olderThan=-999999999-01-01T00:00:00Z",
            "olderThan=%2B1000000000-01-01T00:00:00Z",
            "olderThan=",
            "olderThan=P",
            "olderThan=2026-13-45T99:99:99Z",
            "limit=-1",
            "limit=0",
            "limit=501",
            "limit=99999999999999999999",
            "limit=a",
            "limit=",
            "limit=1e3",
            "cursor=",
            "cursor=AAAA",
            "cursor=%00",
            "cursor=..%2f",
            "state=pending",
            "state=PENDING&state=EARLY",
            "state=",
            "service=%ff",
            "service=",
            "vaultKey=%0d%0a",
            "unknown=1",
            "dryRun=perhaps",
            "dryRun=",
            "signature=",
            "signature=a&signature=b",
            "signature=%00",
            "%zz=1",
            "a=%",
            "=",
            "&&&",
            "?",
            "%3f%26");
    private static final List<String> SEGMENTS = List.of(
            "..",
            ".",
            "%2e%2e",
            "%2E",
            "",
            "%00",
            "%ff",
            "%2F",
            ";a=b",
            "a;b=c",
            "%0d%0aX-A:%201",
            "%e2%80%ae",
            "%c3%28",
            "%",
            "%%1",
            "%zz",
            "\u00ff",
            "~",
            "*",
            "a%20b",
            "\"",
            "<",
            "|",
            "^",
            "`",
            "{x}",
            "\\",
            "#f");
    private static final List<String> METHODS =
            List.of("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "FOO", "get", "QUERY", "LOCK");
    private static final List<String> KEYS =
            List.of("", "a", "dev-operator", "\u00ff\u00fe", "a b", "Bearer x", "x".repeat(5_000), "0".repeat(64));
    private static final List<String> AUTHORIZATIONS = List.of(
            "Bearer ",
            "Bearer x",
            "Basic",
            "Basic !!!",
            "Basic YTpi",
            "Bearer eyJhbGciOiJub25lIn0.e30.",
            "Bearer a.b.c",
            "Bearer eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.AAAA",
            "Digest a",
            "\u00ff",
            "Negotiate a",
            "AWS4-HMAC-SHA256 Credential=a",
            "Bearer " + "a".repeat(6_000),
            "bearer",
            "Bearer a, Basic b");
    private static final List<String> OTHERS = List.of(
            "Cookie: a=b; c",
            "X-Forwarded-For: 1.2.3.4, \u00ff",
            "Range: bytes=0-",
            "If-Match: *",
            "Origin: null",
            "If-Modified-Since: never",
            "Upgrade: h2c",
            "Upgrade: websocket",
            "Forwarded: for=;",
            "Via: x",
            "TE: trailers",
            "Idempotency-Key: a b",
            "Idempotency-Key: " + "k".repeat(300),
            "Task-Token: \u00fc",
            "Task-Token: ",
            "Task-Token: " + "t".repeat(3_000),
            "X-Taskgate-Principal-Arn: arn:aws:iam::1:role/x",
            "Host: other",
            "X-HTTP-Method-Override: DELETE",
            "Content-Language: \u00ff",
            "Callback-Signature: none",
            "Date: x",
            "Content-Encoding: gzip",
            "Content-Encoding: br",
            "Content-Encoding: identity",
            "Content-MD5: a",
            "Accept-Encoding: gzip, \u00ff;q=9",
            "Accept-Charset: x",
            "Accept-Language: ;q",
            "Connection: close",
            "Connection: upgrade",
            "ce-specversion: 0.3",
            "ce-type: %ff",
            "webhook-timestamp: 99999999999999999999",
            "Stripe-Signature: t=9,v1=",
            "X-Hub-Signature-256: sha256=",
            "X-Signature: =",
            "webhook-id: ");

    private final FuzzPlan plan;

    RequestMutator(FuzzPlan plan) {
        this.plan = plan;
    }

    RawRequest mutated(RawRequest valid, Random random) {
        RawRequest request = valid;
        for (int i = random.nextInt(8) == 0 ? 2 : random.nextInt(2); i >= 0; i--) {
            request = once(request, random);
        }
        return request;
    }

    private RawRequest once(RawRequest request, Random random) {
        return switch (random.nextInt(20)) {
            case 0, 1, 2, 3, 4, 5 ->
                request.body().length == 0 ? query(request, random) : BodyMutator.mutated(request, random);
            case 6, 7 -> accept(request, random);
            case 8 -> request.replacing("Content-Type", any(TYPES, random)).named("Content-Type");
            case 9 -> credential(request, random);
            case 10 -> signature(request, random);
            case 11, 12 -> query(request, random);
            case 13, 14 -> path(request, random);
            case 15 -> request.method(any(METHODS, random)).named("method").broken();
            case 16 -> framing(request, random);
            case 17 -> brokenHead(request, random);
            default -> other(request, random);
        };
    }

    private static String any(List<String> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }

    private static RawRequest accept(RawRequest request, Random random) {
        RawRequest mutated = request.with("Accept", any(ACCEPT, random)).named("Accept");
        return random.nextInt(4) == 0 ? mutated.with("Accept", any(ACCEPT, random)) : mutated;
    }

    private RawRequest credential(RawRequest request, Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> request.without("X-Api-Key").named("no key");
            case 1 ->
                request.replacing("X-Api-Key", plan.hexKey(any(FuzzConfiguration.ROLES, random)))
                        .named("another role");
            case 2 -> request.replacing("X-Api-Key", plan.hexKey("shipping")).named("another service's key");
            case 3 ->
                request.replacing("X-Api-Key", any(KEYS, random))
                        .named("wrong key")
                        .broken();
            default ->
                request.with("Authorization", any(AUTHORIZATIONS, random)).named("Authorization");
        };
    }

    private static RawRequest signature(RawRequest request, Random random) {
        int at = request.target().indexOf("signature=");
        if (at < 0) {
            return other(request, random);
        }
        String before = request.target().substring(0, at + "signature=".length());
        String signature = request.target().substring(at + "signature=".length());
        String other = switch (random.nextInt(5)) {
            case 0 -> "";
            case 1 -> signature.substring(0, random.nextInt(signature.length() + 1));
            case 2 -> signature + "." + signature;
            case 3 -> "v1.k1.1.99999999999999999999.orders~plain.AAAA";
            default -> {
                char[] all = signature.toCharArray();
                if (all.length > 0) {
                    all[random.nextInt(all.length)] ^= 1;
                }
                yield new String(all).replaceAll("[^A-Za-z0-9._~-]", "_");
            }
        };
        return request.target(before + other).named("signature");
    }

    private static RawRequest query(RawRequest request, Random random) {
        String join = request.target().contains("?") ? "&" : "?";
        String query = random.nextInt(12) == 0 ? "a=" + "b".repeat(3_000) : any(QUERIES, random);
        return request.target(request.target() + join + query).named("query").broken();
    }

    private static RawRequest path(RawRequest request, Random random) {
        int question = request.target().indexOf('?');
        String path = question < 0 ? request.target() : request.target().substring(0, question);
        String query = question < 0 ? "" : request.target().substring(question);
        String[] segments = path.split("/", -1);
        int at = 1 + random.nextInt(Math.max(1, segments.length - 1));
        String segment = random.nextInt(12) == 0 ? "p".repeat(2_000) : any(SEGMENTS, random);
        switch (random.nextInt(4)) {
            case 0 -> segments[at % segments.length] = segment;
            case 1 -> segments[at % segments.length] += segment;
            case 2 -> segments[segments.length - 1] += "/" + segment;
            default -> segments[0] = random.nextBoolean() ? "/" : "http://other";
        }
        String target = String.join("/", segments) + query;
        return request.target(target.replace(' ', '+').isEmpty() ? "/" : target)
                .named("path")
                .broken();
    }

    private static RawRequest framing(RawRequest request, Random random) {
        if (random.nextInt(40) == 0) {
            return request.framing(Framing.STALLED).broken().named("incomplete body, connection open");
        }
        return switch (random.nextInt(9)) {
            case 0, 1, 2 -> request.framing(Framing.CHUNKED).named("chunked");
            case 3 -> request.framing(Framing.SHORT).broken().named("body shorter than Content-Length");
            case 4 ->
                own(request, "Content-Length", String.valueOf(request.body().length / 2), "Content-Length too small");
            case 5 ->
                own(
                        request,
                        "Content-Length",
                        any(List.of("-1", "a", "+5", "99999999999999999999", "1,2", "0x10", ""), random),
                        "invalid Content-Length");
            case 6 ->
                own(request, "Content-Length", "3", "chunked and Content-Length")
                        .with("Transfer-Encoding", "chunked")
                        .body(RawClient.ascii("0\r\n\r\n"));
            case 7 ->
                own(
                        request,
                        "Transfer-Encoding",
                        any(List.of("gzip", "chunked, gzip", "\u00ff", "identity", "chunked, chunked"), random),
                        "Transfer-Encoding");
            default ->
                own(request, "Transfer-Encoding", "chunked", "invalid chunks")
                        .body(RawClient.ascii(any(
                                List.of(
                                        "zz\r\n{}\r\n0\r\n\r\n",
                                        "-1\r\n",
                                        "ffffffffffffffff\r\n",
                                        "2;a=b\r\n{}\r\n0\r\n\r\n"),
                                random)));
        };
    }

    private static RawRequest own(RawRequest request, String header, String value, String name) {
        return request.framing(Framing.OWN)
                .with(header, value)
                .replacing("Connection", "close")
                .named(name)
                .broken();
    }

    private static RawRequest brokenHead(RawRequest request, Random random) {
        RawRequest mutated = switch (random.nextInt(7)) {
            case 0 -> request.without("Host");
            case 1 -> request.with("Host", "second");
            case 2 -> request.with("X-Long", "v".repeat(20_000));
            case 3 -> request.with("X Bad Name", "1");
            case 4 -> request.with("X-Folded", "a\r\n b");
            case 5 -> request.with("X-Control", "a\u0000\u0001b");
            default -> request.with("Expect", random.nextBoolean() ? "100-continue" : "nonsense");
        };
        return mutated.named("head").broken();
    }

    private static RawRequest other(RawRequest request, Random random) {
        String[] header = any(OTHERS, random).split(": ", 2);
        return request.replacing(header[0], header.length > 1 ? header[1] : "")
                .named(header[0])
                .broken();
    }
}
