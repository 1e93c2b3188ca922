/// Starts the stand-ins in the tests of other projects: for JUnit, for Quarkus, or by hand.
@NullMarked
package io.taskgate.standin.junit;

import org.jspecify.annotations.NullMarked;
