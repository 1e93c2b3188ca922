/// Trees in the configuration that no mapping can hold: shapes and event patterns. Start reading at
/// [io.taskgate.route.config.tree.ShapeTrees].
@NullMarked
package io.taskgate.route.config.tree;

import org.jspecify.annotations.NullMarked;
