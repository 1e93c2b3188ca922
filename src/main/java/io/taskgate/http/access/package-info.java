/// Who may do what: grants, roles and the rules that give them, from the configuration that can be reloaded.
/// It knows no request. Start reading at [io.taskgate.http.access.AccessRegistry].
@NullMarked
package io.taskgate.http.access;

import org.jspecify.annotations.NullMarked;
