/// Activities, whose tasks workers fetch. Start reading at [io.taskgate.standin.activity.Activities].
@NullMarked
package io.taskgate.standin.activity;

import org.jspecify.annotations.NullMarked;
