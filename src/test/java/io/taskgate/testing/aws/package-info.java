/// SDK clients and recorders for the tests of adapters.
@NullMarked
package io.taskgate.testing.aws;

import org.jspecify.annotations.NullMarked;
