/// The API fuzzer: requests made from `docs/openapi.yaml`, sent to the packaged gateway (`docs/fuzzing.md`).
/// Start reading at [io.taskgate.fuzz.ApiFuzz].
@NullMarked
package io.taskgate.fuzz;

import org.jspecify.annotations.NullMarked;
