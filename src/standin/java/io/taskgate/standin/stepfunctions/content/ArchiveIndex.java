package io.taskgate.standin.stepfunctions.content;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The positions of an archive's lines by execution, so that at most one execution is in memory at a time. A
/// line begins with `{"execution":"<arn>"`.
public final class ArchiveIndex {

    private static final Pattern EXECUTION = Pattern.compile("\\{\"execution\":\"([^\"]+)\".*", Pattern.DOTALL);
    private static final int HEAD_BYTES = 1_024;

    private final Path file;
    private final Map<String, List<Line>> lines = new LinkedHashMap<>();

    /// A line without its line end.
    ///
    /// @param isLast whether it is the last line, which a killed process may have left incomplete
    public record Line(SpillFile.Place place, boolean isLast) {}

    private ArchiveIndex(Path file) {
        this.file = file;
    }

    /// @throws IOException if a line other than the last one does not name an execution
    public static ArchiveIndex of(Path file) throws IOException {
        ArchiveIndex index = new ArchiveIndex(file);
        long size = Files.size(file);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            for (long start = 0; start < size; ) {
                start += index.line(in, start, size);
            }
        }
        return index;
    }

    /// @return the length with the line end
    private long line(InputStream in, long start, long size) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int length = 0;
        int next = in.read();
        for (; next >= 0 && next != '\n'; next = in.read()) {
            if (length < HEAD_BYTES) {
                head.write(next);
            }
            length++;
        }
        boolean last = start + length + 1 >= size;
        Optional<String> execution = execution(head.toString(StandardCharsets.UTF_8));
        if (execution.isEmpty() && !last) {
            throw damaged();
        }
        Line line = new Line(new SpillFile.Place(start, length), last);
        execution.ifPresent(
                arn -> lines.computeIfAbsent(arn, _ -> new ArrayList<>(1)).add(line));
        return length + 1L;
    }

    private static Optional<String> execution(String head) {
        Matcher found = EXECUTION.matcher(head);
        return found.matches() ? Optional.of(found.group(1)) : Optional.empty();
    }

    /// Returns the error for a line that is not JSON.
    public IOException damaged() {
        return new IOException(
                file + " is damaged: a line in it is not JSON. Move the file away to start without executions");
    }

    /// The positions by ARN of the execution, in the order of their first lines.
    public Map<String, List<Line>> lines() {
        return lines;
    }
}
