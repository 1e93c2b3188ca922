/// The clients that a public generator creates from the OpenAPI document, against the packaged gateway.
@NullMarked
package io.taskgate.packaged.client;

import org.jspecify.annotations.NullMarked;
