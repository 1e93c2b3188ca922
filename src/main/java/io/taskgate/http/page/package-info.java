/// The pages of the console at `/console`: static files, the headers that confine them, and the facts that they need
/// before a caller has signed in. Start reading at [io.taskgate.http.page.ConsolePageFilter].
@NullMarked
package io.taskgate.http.page;

import org.jspecify.annotations.NullMarked;
