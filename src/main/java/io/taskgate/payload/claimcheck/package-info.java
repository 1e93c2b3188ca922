/// The claim check: payloads, references to stored ones, their summaries, and the port of the store. It does
/// not know S3; the adapter is in `aws.s3`. Start reading at [io.taskgate.payload.claimcheck.PayloadStore].
@NullMarked
package io.taskgate.payload.claimcheck;

import org.jspecify.annotations.NullMarked;
