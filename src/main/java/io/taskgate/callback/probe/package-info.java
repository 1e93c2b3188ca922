/// Polls the status pages of services that can't call back. It knows no HTTP client; the adapter is in
/// `call`. Start reading at [io.taskgate.callback.probe.StatusProber].
@NullMarked
package io.taskgate.callback.probe;

import org.jspecify.annotations.NullMarked;
