/// The adapters of the ports to AWS. `aws` and its packages are the only ones that see the SDK, and nothing
/// but the root package depends on them. Start reading at [io.taskgate.aws.AwsProducers].
@NullMarked
package io.taskgate.aws;

import org.jspecify.annotations.NullMarked;
