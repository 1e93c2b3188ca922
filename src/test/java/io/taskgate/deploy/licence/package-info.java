/// The licences of all that is built and tested with. Start reading at
/// [io.taskgate.deploy.licence.DependencyLicences].
@NullMarked
package io.taskgate.deploy.licence;

import org.jspecify.annotations.NullMarked;
