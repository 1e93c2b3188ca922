/// The scanner over bytes: tokens, validation and trees without intermediate text. Packages outside of
/// `payload` do not use it. Start reading at [io.taskgate.payload.json.scan.JsonScanner].
@NullMarked
package io.taskgate.payload.json.scan;

import org.jspecify.annotations.NullMarked;
