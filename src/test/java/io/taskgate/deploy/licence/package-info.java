/// The licences of all libraries of the build and the tests. Start reading at
/// [io.taskgate.deploy.licence.DependencyLicences].
@NullMarked
package io.taskgate.deploy.licence;

import org.jspecify.annotations.NullMarked;
