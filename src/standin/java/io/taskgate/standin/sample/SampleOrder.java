package io.taskgate.standin.sample;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.StatesJson;
import java.util.Random;

/// The data of the sample: the same in every run except for the order ID.
final class SampleOrder {

    /// Near the limit of 262,144 bytes of a state, with room for the approval.
    static final int INPUT_BYTES = 220_000;

    /// More than Step Functions accepts: the gateway must shape it.
    static final int ANSWER_BYTES = 412_380;

    /// The part of the answer that the workflow needs, in addition to the decision.
    private static final int REMARK_CHARACTERS = 3_064;

    private static final long SEED = 20_260_801;
    private static final String[] WORDS = {"tea", "leaf", "cup", "pot", "kettle", "saucer", "spoon", "honey"};

    private SampleOrder() {}

    /// Returns the input of an execution.
    static String input(String orderId) {
        Random random = new Random(SEED);
        ObjectNode input = StatesJson.object();
        ObjectNode order = input.putObject("order").put("id", orderId).put("customer", "customer-7");
        ArrayNode items = order.putArray("items");
        int bytes = 0;
        while (bytes < INPUT_BYTES) {
            ObjectNode item = StatesJson.object()
                    .put("sku", WORDS[random.nextInt(WORDS.length)] + "-" + random.nextInt(100_000))
                    .put("quantity", 1 + random.nextInt(9))
                    .put("note", text(random, 60));
            items.add(item);
            bytes += StatesJson.bytes(item.toString()) + 1;
        }
        return input.toString();
    }

    /// Returns the answer of the worker: a decision, and an audit trail that the workflow does not need.
    static String approval() {
        ObjectNode answer = StatesJson.object()
                .put("approved", true)
                .put("by", "sample-worker")
                .put("remark", text(new Random(SEED), REMARK_CHARACTERS));
        int others = StatesJson.bytes(answer.put("audit", "").toString());
        return answer.put("audit", text(new Random(SEED), ANSWER_BYTES - others))
                .toString();
    }

    private static String text(Random random, int length) {
        StringBuilder text = new StringBuilder(length + 8);
        while (text.length() < length) {
            text.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
        }
        return text.substring(0, length);
    }
}
