/// The event queue and its dead-letter queue: polling, visibility, and the connector of Quarkus Messaging. It
/// does not look into events. Start reading at [io.taskgate.aws.sqs.SqsPoller].
@NullMarked
package io.taskgate.aws.sqs;

import org.jspecify.annotations.NullMarked;
