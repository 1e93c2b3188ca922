package io.taskgate.standin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What was made by call is kept as lines, and a line that was cut off harms no other.
class JournalTest {

    @TempDir
    private Path folder;

    @Test
    void aLineThatWasCutOffIsLeftOutAndTheNextOneStands() throws IOException {
        keep("a");
        Files.writeString(folder.resolve("calls.jsonl"), "{\"service\":\"EVE", StandardOpenOption.APPEND);
        assertThat(names()).containsExactly("a");
        keep("b");
        assertThat(names()).containsExactly("a", "b");
    }

    private void keep(String name) {
        new Journal(Optional.of(folder))
                .keep(
                        new Called(Called.Service.values()[0], "CreateEventBus"),
                        Json.object().put("Name", name),
                        Json.object());
    }

    private List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        new Journal(Optional.of(folder))
                .replay((_, request) -> names.add(request.path("Name").asText()));
        return names;
    }
}
