/// Accounts and regions: the realm of each call, the services of each realm, and STS.
@NullMarked
package io.taskgate.standin.realm;

import org.jspecify.annotations.NullMarked;
