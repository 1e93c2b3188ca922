/// Accounts and regions: whose call it is, what each of them has, and STS.
@NullMarked
package io.taskgate.standin.realm;

import org.jspecify.annotations.NullMarked;
