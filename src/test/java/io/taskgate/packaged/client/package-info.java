/// The clients that a public generator makes of the OpenAPI document, against the packaged gateway.
@NullMarked
package io.taskgate.packaged.client;

import org.jspecify.annotations.NullMarked;
