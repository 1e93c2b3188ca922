/// The sample workflow, its worker and its services. Start reading at
/// [io.taskgate.standin.sample.SamplePlayer].
@NullMarked
package io.taskgate.standin.sample;

import org.jspecify.annotations.NullMarked;
