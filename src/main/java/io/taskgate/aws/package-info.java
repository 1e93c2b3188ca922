/// The AWS adapters of the ports. Only `aws` and its packages use the SDK, and only the root package depends
/// on them. Start reading at [io.taskgate.aws.AwsProducers].
@NullMarked
package io.taskgate.aws;

import org.jspecify.annotations.NullMarked;
