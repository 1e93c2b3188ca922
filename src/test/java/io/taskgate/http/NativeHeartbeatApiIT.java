package io.taskgate.http;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/// The same on the binary, or on the packaged jar (`docs/native.md`).
@QuarkusIntegrationTest
class NativeHeartbeatApiIT extends HeartbeatApiTest {}
