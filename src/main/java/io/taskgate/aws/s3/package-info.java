/// The claim check in S3: uploads, encryption and retention. It does not know callbacks. Start reading at
/// [io.taskgate.aws.s3.S3PayloadStore].
@NullMarked
package io.taskgate.aws.s3;

import org.jspecify.annotations.NullMarked;
