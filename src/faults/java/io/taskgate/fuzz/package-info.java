/// The API fuzzer, which generates requests from `docs/openapi.yaml` and sends them to the packaged gateway
/// (`docs/fuzzing.md`). Start reading at [io.taskgate.fuzz.ApiFuzz].
@NullMarked
package io.taskgate.fuzz;

import org.jspecify.annotations.NullMarked;
