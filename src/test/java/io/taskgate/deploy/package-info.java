/// `deploy/`, `k8s/` and the images, held to what the code does and to what their readers accept.
@NullMarked
package io.taskgate.deploy;

import org.jspecify.annotations.NullMarked;
