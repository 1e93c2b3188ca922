package io.taskgate.http.response;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.batch.ledger.Batch;
import io.taskgate.batch.ledger.BatchOutcome;
import io.taskgate.batch.plan.BatchPlan;
import java.math.BigDecimal;
import java.math.RoundingMode;

/// Maps batches to JSON responses.
public final class BatchResponses {

    private static final int DIGITS = 6;

    private BatchResponses() {}

    public static ObjectNode plan(BatchPlan plan) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("strategy", plan.strategy().wireName()).put("reason", plan.why());
        json.put("items", plan.items()).put("batches", plan.batches()).put("bytes", plan.bytes());
        json.put("depth", plan.depth()).put("estimated", plan.estimated());
        ArrayNode options = json.putArray("options");
        plan.options().forEach(option -> {
            ObjectNode one = options.addObject();
            one.put("strategy", option.strategy().wireName()).put("feasible", option.fits());
            if (!option.fits()) {
                one.put("obstacle", option.obstacle());
            }
            one.put("historyEvents", option.events()).put("stateBytes", option.stateBytes());
            one.put("seconds", rounded(option.seconds())).put("costUsd", rounded(option.cost()));
        });
        return json;
    }

    private static BigDecimal rounded(double figure) {
        return BigDecimal.valueOf(figure).setScale(DIGITS, RoundingMode.HALF_UP).stripTrailingZeros();
    }

    public static ObjectNode batch(Batch batch) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("batchId", batch.id().value()).put("state", batch.state().name());
        json.put("name", batch.request().name()).put("runner", batch.request().runner());
        json.put("depth", batch.depth()).put("attempt", batch.attempt());
        if (batch.depth() > 1) {
            json.put("rootBatchId", batch.root().value());
        }
        if (batch.parent() != null) {
            json.put("callbackId", batch.parent().value());
        }
        json.put("createdAt", batch.submission().createdAt().toString())
                .put("changedAt", batch.changedAt().toString());
        json.putObject("progress")
                .put("batches", batch.progress().batches())
                .put("items", batch.progress().items())
                .put("completedBefore", batch.progress().completedBefore())
                .put("batchingComplete", batch.progress().batchingComplete());
        BatchOutcome ending = batch.outcome();
        if (ending != null) {
            addOutcome(json, ending);
        }
        return json;
    }

    private static void addOutcome(ObjectNode json, BatchOutcome ending) {
        if (ending.error() != null) {
            json.put("error", ending.error()).put("cause", ending.cause());
        }
        json.set("counts", ending.counts());
        if (ending.results() != null) {
            json.set("reference", ending.results().toJson());
        }
        if (ending.manifest() != null) {
            json.set("manifest", ending.manifest().toJson());
        }
    }
}
