/// The record of a callback and its values; no I/O. It knows no store and no use case. Start reading at
/// [io.taskgate.callback.model.Callback].
@NullMarked
package io.taskgate.callback.model;

import org.jspecify.annotations.NullMarked;
