/// The OpenAPI document beyond what resources and records say: errors, credentials and names. It does not know
/// resources. Start reading at [io.taskgate.http.openapi.ProblemResponsesFilter].
@NullMarked
package io.taskgate.http.openapi;

import org.jspecify.annotations.NullMarked;
