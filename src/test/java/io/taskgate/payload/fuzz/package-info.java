/// The fuzz targets of payloads and shapes, and the test that replays their corpus.
@NullMarked
package io.taskgate.payload.fuzz;

import org.jspecify.annotations.NullMarked;
