package io.taskgate.bench;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// The callbacks of one pair of phases: each is registered, and then settled by the link from its
/// registration. The request has about 1.2 KB with its token of 600 characters, the result 150 B.
final class CallbackLoad {

    private static final AtomicLong SERIAL = new AtomicLong();
    private static final String TOKEN = "AQCoAAAAKgAAAAMAAAAAAAAAAd".repeat(23);
    private static final String LINK = "\"success\":\"";
    private static final String INPUT = "{\"order\":{\"id\":\"%1$s\",\"customer\":{\"name\":\"Ada Lovelace\",\"mail\":"
            + "\"ada@example.com\",\"since\":\"2019-04-01\"},\"lines\":[{\"sku\":\"TG-1001\",\"quantity\":3,\"price\":"
            + "\"19.90\"},{\"sku\":\"TG-1002\",\"quantity\":1,\"price\":\"249.00\"},{\"sku\":\"TG-2207\",\"quantity\":12,"
            + "\"price\":\"4.25\"}],\"total\":\"359.70\",\"currency\":\"EUR\",\"note\":\"ring twice\"}}";
    private static final String RESULT =
            "{\"approved\":true,\"by\":\"grace.hopper@example.com\",\"remark\":\"looks good; "
                    + "ship with the next truck\",\"limits\":{\"credit\":\"5000.00\",\"used\":\"359.70\"}}";

    private final AtomicReferenceArray<String> links;

    CallbackLoad(int most) {
        this.links = new AtomicReferenceArray<>(most);
    }

    RequestLoad.Post register(int index) {
        String order = "order-" + SERIAL.incrementAndGet();
        return new RequestLoad.Post(
                "/v1/callbacks",
                GatewayProcess.KEY,
                "{\"taskToken\":\"" + TOKEN + order + "\",\"service\":\"orders\",\"operation\":\"approve\","
                        + "\"correlationKey\":\"" + order + "\",\"executionArn\":"
                        + "\"arn:aws:states:us-east-1:123456789012:execution:orders:" + order + "\",\"stateName\":"
                        + "\"AwaitApproval\",\"input\":" + INPUT.formatted(order) + "}");
    }

    void registered(int index, BenchmarkConnection.Message reply) {
        String json = reply.text();
        int start = json.indexOf(LINK) + LINK.length();
        String link = json.substring(start, json.indexOf('"', start));
        links.set(index, link.substring(link.indexOf('/', "http://".length())));
    }

    RequestLoad.Post settle(int index) {
        return new RequestLoad.Post(links.get(index), null, RESULT);
    }

    void settled(int index, BenchmarkConnection.Message reply) {
        if (reply.status() != 200) {
            throw new IllegalStateException("Unexpected response: " + reply.startLine());
        }
    }
}
