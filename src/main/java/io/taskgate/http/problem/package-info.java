/// Problem documents (RFC 9457): their types, and the mapper from exceptions. It does not know resources.
/// Start reading at [io.taskgate.http.problem.ProblemMapper].
@NullMarked
package io.taskgate.http.problem;

import org.jspecify.annotations.NullMarked;
