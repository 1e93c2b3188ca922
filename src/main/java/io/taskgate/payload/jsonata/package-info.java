/// Evaluates JSONata within limits of time, memory and parallel evaluations. It knows neither shapes nor
/// routes. Start reading at [io.taskgate.payload.jsonata.JsonataExpression].
@NullMarked
package io.taskgate.payload.jsonata;

import org.jspecify.annotations.NullMarked;
