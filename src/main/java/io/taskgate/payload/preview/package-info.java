/// The preview of a shape: the fields that it drops, and the large fields of a payload. It stores nothing.
/// Start reading at [io.taskgate.payload.preview.ShapePreview].
@NullMarked
package io.taskgate.payload.preview;

import org.jspecify.annotations.NullMarked;
