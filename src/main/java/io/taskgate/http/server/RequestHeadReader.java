package io.taskgate.http.server;

import io.netty.buffer.ByteBuf;

/// Tracks the bytes of a connection to find the begin and end of request heads (RFC 9112). Detects a folded
/// header (obs-fold), which the following decoder hides. If it can't follow the protocol, it stops, and
/// leaves the rest to the decoder. Belongs to one connection; not thread-safe.
final class RequestHeadReader {

    /// The maximum part of a line that is inspected.
    private static final int MAX_LINE = 128;

    private static final int MAX_DIGITS = 15;

    private enum Part {
        HEAD,
        BODY,
        CHUNK_SIZE,
        CHUNK,
        CHUNK_END,
        TRAILER,
        UNKNOWN
    }

    private final StringBuilder line = new StringBuilder(MAX_LINE);
    private Part part = Part.HEAD;
    private boolean malformed;
    private boolean chunked;
    private boolean firstLine = true;
    private boolean lineStart = true;
    private long left;
    private int heads;

    /// Inspects the bytes without consuming them.
    void read(ByteBuf bytes) {
        int end = bytes.writerIndex();
        int i = bytes.readerIndex();
        while (i < end && part != Part.UNKNOWN && !malformed) {
            if (part == Part.BODY || part == Part.CHUNK) {
                int skipped = (int) Math.min(left, end - i);
                i += skipped;
                left -= skipped;
                if (left == 0) {
                    begin(part == Part.BODY ? Part.HEAD : Part.CHUNK_END);
                }
            } else {
                readByte(bytes.getByte(i++));
            }
        }
    }

    /// Returns whether a header was folded or had no name.
    boolean isMalformed() {
        return malformed;
    }

    /// Returns whether a head has begun and is incomplete.
    boolean isInHead() {
        return part == Part.HEAD && !(firstLine && line.isEmpty());
    }

    /// Returns the number of complete heads.
    int heads() {
        return heads;
    }

    /// Returns whether the reader has stopped.
    boolean isStopped() {
        return part == Part.UNKNOWN;
    }

    private void begin(Part next) {
        part = next;
        line.setLength(0);
        lineStart = true;
        if (next == Part.HEAD) {
            firstLine = true;
            chunked = false;
            left = 0;
        }
    }

    private void readByte(byte b) {
        if (b == '\n') {
            readLineByte();
            line.setLength(0);
            lineStart = true;
            return;
        }
        if (part == Part.HEAD && lineStart && !firstLine && (b == ' ' || b == '\t')) {
            malformed = true;
        }
        lineStart = false;
        if (line.length() < MAX_LINE && b != '\r') {
            line.append((char) (b & 0xFF));
        }
    }

    private void readLineByte() {
        switch (part) {
            case HEAD -> headLine();
            case CHUNK_SIZE -> chunkSize();
            case CHUNK_END -> begin(line.isEmpty() ? Part.CHUNK_SIZE : Part.UNKNOWN);
            case TRAILER -> {
                if (line.isEmpty()) {
                    begin(Part.HEAD);
                }
            }
            case BODY, CHUNK, UNKNOWN -> {}
        }
    }

    private void headLine() {
        if (firstLine) {
            if (line.indexOf("PRI ") == 0) {
                begin(Part.UNKNOWN);
            } else if (!line.isEmpty()) {
                firstLine = false;
            }
        } else if (line.isEmpty()) {
            heads++;
            endOfHead();
        } else {
            header();
        }
    }

    private void endOfHead() {
        if (chunked) {
            begin(Part.CHUNK_SIZE);
        } else if (left > 0) {
            long length = left;
            begin(Part.BODY);
            left = length;
        } else {
            begin(Part.HEAD);
        }
    }

    private void header() {
        int colon = line.indexOf(":");
        if (colon < 0) {
            return;
        }
        if (colon == 0) {
            malformed = true;
            return;
        }
        String name = line.substring(0, colon);
        String value = line.substring(colon + 1).strip();
        if (name.equalsIgnoreCase("Transfer-Encoding")) {
            chunked = true;
        } else if (name.equalsIgnoreCase("Content-Length")) {
            if (value.isEmpty() || value.length() > MAX_DIGITS || !value.chars().allMatch(c -> c >= '0' && c <= '9')) {
                begin(Part.UNKNOWN);
            } else {
                left = Long.parseLong(value);
            }
        }
    }

    private void chunkSize() {
        String size = line.toString().replaceFirst(";.*", "").strip();
        if (size.isEmpty() || size.length() > 8 || !size.chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
            begin(Part.UNKNOWN);
            return;
        }
        long bytes = Long.parseLong(size, 16);
        begin(bytes == 0 ? Part.TRAILER : Part.CHUNK);
        left = bytes;
    }
}
