/// The CloudFormation template, evaluated and checked against the AWS calls of the gateway.
@NullMarked
package io.taskgate.deploy.stack;

import org.jspecify.annotations.NullMarked;
