package io.taskgate.standin;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.integration.Integrations;
import io.taskgate.standin.interpreter.StateFailure;
import io.taskgate.standin.interpreter.map.ObjectStorage;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// Integrations that record their messages, and an S3 with one bucket, `bucket`.
public final class FakeIntegrations implements Integrations, ObjectStorage {

    public final List<JsonNode> sent = new CopyOnWriteArrayList<>();
    private final Map<String, String> objects = new ConcurrentSkipListMap<>();

    @Override
    public JsonNode call(Call call) {
        sent.add(call.parameters().path("MessageBody"));
        return StatesJson.object().put("MessageId", "1");
    }

    @Override
    public ObjectStorage objects() {
        return this;
    }

    Map<String, String> stored() {
        return new TreeMap<>(objects);
    }

    @Override
    public String get(String bucket, String key) {
        if (!objects.containsKey(key)) {
            throw new StateFailure("S3.NoSuchKeyException", "The specified key does not exist.");
        }
        return objects.get(key);
    }

    @Override
    public void put(String bucket, String key, String text) {
        if (!bucket.equals("bucket")) {
            throw new StateFailure("S3.NoSuchBucketException", "The specified bucket does not exist");
        }
        objects.put(key, text);
    }

    @Override
    public List<JsonNode> list(String bucket, String prefix) {
        return objects.keySet().stream()
                .filter(key -> key.startsWith(prefix))
                .map(key -> (JsonNode) StatesJson.object().put("Key", key))
                .toList();
    }
}
