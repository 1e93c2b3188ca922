/// The CloudFormation template, evaluated and held to what the gateway asks of AWS.
@NullMarked
package io.taskgate.deploy.stack;

import org.jspecify.annotations.NullMarked;
