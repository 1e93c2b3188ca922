/// Helpers of all tests: the gateway's environment (`gateway`), fakes of the ports (`callback`, `batch`,
/// `aws`, `payload`) and the packaged process (`packaged`).
@NullMarked
package io.taskgate.testing;

import org.jspecify.annotations.NullMarked;
