/// Helpers of all tests. Its packages hold the gateway's surroundings (`gateway`), fakes of the ports
/// (`callback`, `batch`, `aws`, `payload`) and the packaged process (`packaged`).
@NullMarked
package io.taskgate.testing;

import org.jspecify.annotations.NullMarked;
