/// Who calls, and what each caller may do: authentication mechanisms on Quarkus Security, roles and grants.
@NullMarked
package io.taskgate.http.auth;

import org.jspecify.annotations.NullMarked;
