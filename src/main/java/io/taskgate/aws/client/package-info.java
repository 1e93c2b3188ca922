/// Clients of the SDK: configuration, HTTP client, credentials, metrics, clock skew and errors. It does not
/// know the ports. Start reading at [io.taskgate.aws.client.AwsClientProducers].
@NullMarked
package io.taskgate.aws.client;

import org.jspecify.annotations.NullMarked;
