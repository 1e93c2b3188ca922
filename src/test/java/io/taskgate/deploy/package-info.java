/// `deploy/`, `k8s/`, the images and the documentation, held to what the code does and to what their readers
/// accept.
@NullMarked
package io.taskgate.deploy;

import org.jspecify.annotations.NullMarked;
