package io.taskgate.route.config;

import io.taskgate.payload.ByteSize;
import io.taskgate.payload.boundary.Headroom;
import io.taskgate.payload.boundary.ResultPath;
import java.util.Optional;

/// The headroom of a result as configured.
///
/// @param size empty for `input`: the size of the registered input
public record ResultHeadroom(Optional<ByteSize> size) {

    static ResultHeadroom parse(String text) {
        return new ResultHeadroom(text.equals("input") ? Optional.empty() : Optional.of(ByteSize.parse(text)));
    }

    boolean isInput() {
        return size.isEmpty();
    }

    Headroom with(ResultPath path) {
        return size.<Headroom>map(fixed -> new Headroom.Fixed(fixed.bytes(), path))
                .orElseGet(() -> new Headroom.Input(path));
    }
}
