/// Checks `deploy/`, `k8s/`, the images and the documentation against the code and against the tools that
/// read them.
@NullMarked
package io.taskgate.deploy;

import org.jspecify.annotations.NullMarked;
