/// Strict JSON: parsing, compact text, canonical form and its digest. It gives one meaning of JSON to all of
/// taskgate, and knows no shapes. Start reading at [io.taskgate.payload.json.Json].
@NullMarked
package io.taskgate.payload.json;

import org.jspecify.annotations.NullMarked;
