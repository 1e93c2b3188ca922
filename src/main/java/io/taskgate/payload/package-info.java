/// What crosses a boundary: shapes that trim it, budgets that bound it, and the claim check for what stays too large.
@NullMarked
package io.taskgate.payload;

import org.jspecify.annotations.NullMarked;
