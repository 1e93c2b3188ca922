/// The services that libraries provide (S3Proxy, ElasticMQ), each behind a relay that applies
/// faults and logs applied calls. Start reading at [io.taskgate.standin.backend.LibraryBackends].
@NullMarked
package io.taskgate.standin.backend;

import org.jspecify.annotations.NullMarked;
