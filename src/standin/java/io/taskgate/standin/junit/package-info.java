/// Starts the stand-ins in the tests of other projects, for JUnit and for Quarkus.
@NullMarked
package io.taskgate.standin.junit;

import org.jspecify.annotations.NullMarked;
