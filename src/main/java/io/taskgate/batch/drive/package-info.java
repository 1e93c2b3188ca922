/// Drives one batch under a lease: starts runners, reconciles them, stops them, and takes batches over. It
/// knows the runners' port only. Start reading at [io.taskgate.batch.drive.BatchDriver].
@NullMarked
package io.taskgate.batch.drive;

import org.jspecify.annotations.NullMarked;
