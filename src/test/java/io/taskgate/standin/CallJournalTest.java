package io.taskgate.standin;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.fault.OperationName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Created resources are stored as lines, and a truncated line does not affect other lines.
class CallJournalTest {

    @TempDir
    private Path folder;

    @Test
    void aLineThatWasCutOffIsLeftOutAndTheNextOneStands() throws IOException {
        keep("a");
        cutOff("{\"service\":\"Ü");
        assertThat(names()).containsExactly("a");
        keep("b");
        assertThat(names()).containsExactly("a", "b");
    }

    /// Truncates the text within its last character.
    private void cutOff(String line) throws IOException {
        byte[] utf8 = line.getBytes(StandardCharsets.UTF_8);
        Files.write(folder.resolve("calls.jsonl"), Arrays.copyOf(utf8, utf8.length - 1), StandardOpenOption.APPEND);
    }

    private void keep(String name) {
        new CallJournal(Optional.of(folder))
                .keep(
                        new OperationName(OperationName.Service.values()[0], "CreateEventBus"),
                        StatesJson.object().put("Name", name),
                        StatesJson.object());
    }

    private List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        new CallJournal(Optional.of(folder))
                .replay((_, request) -> names.add(request.path("Name").asText()));
        return names;
    }
}
