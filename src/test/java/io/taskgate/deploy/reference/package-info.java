/// The reference of the configuration and its JSON schema, generated from the mappings, and the tests that hold the
/// checked-in files to them. Start with `ConfigurationReference`.
@NullMarked
package io.taskgate.deploy.reference;

import org.jspecify.annotations.NullMarked;
