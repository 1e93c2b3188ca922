/// Strict JSON: parsing, compact text, canonical form and its digest. It defines JSON for all of taskgate and
/// does not know shapes. Start reading at [io.taskgate.payload.json.Json].
@NullMarked
package io.taskgate.payload.json;

import org.jspecify.annotations.NullMarked;
