package io.taskgate.http.nativeimage;

import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.taskgate.http.OperatorApiTest;

/// The same on the binary, or on the packaged jar (`docs/native.md`).
@QuarkusIntegrationTest
class NativeOperatorApiIT extends OperatorApiTest {}
