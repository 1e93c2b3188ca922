/// Problem documents (RFC 9457): their types, and the one mapper from exceptions. It knows no resource. Start
/// reading at [io.taskgate.http.problem.ProblemMapper].
@NullMarked
package io.taskgate.http.problem;

import org.jspecify.annotations.NullMarked;
