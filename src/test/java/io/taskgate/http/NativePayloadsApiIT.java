package io.taskgate.http;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/// The same on the binary (`docs/native.md`).
@QuarkusIntegrationTest
class NativePayloadsApiIT extends PayloadsApiTest {}
