/// The preview of a shape: what it drops, and what of a payload is large. It stores nothing. Start reading at
/// [io.taskgate.payload.preview.ShapePreview].
@NullMarked
package io.taskgate.payload.preview;

import org.jspecify.annotations.NullMarked;
