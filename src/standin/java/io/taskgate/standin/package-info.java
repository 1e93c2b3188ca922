/// Local AWS for development and tests: strict stand-ins for Step Functions, EventBridge and DynamoDB, with
/// S3 and SQS from libraries. For tests only, never part of the production artifact. Start reading at
/// [io.taskgate.standin.StandIns].
@NullMarked
package io.taskgate.standin;

import org.jspecify.annotations.NullMarked;
