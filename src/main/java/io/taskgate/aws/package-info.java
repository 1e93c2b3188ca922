/// The AWS edge: the adapters of the ports, and the only place that sees the SDK.
@NullMarked
package io.taskgate.aws;

import org.jspecify.annotations.NullMarked;
