/// Authorization: grants, roles and the rules that assign them, from reloadable configuration. It does not
/// know requests. Start reading at [io.taskgate.http.access.AccessRegistry].
@NullMarked
package io.taskgate.http.access;

import org.jspecify.annotations.NullMarked;
