package io.taskgate.http.nativeimage;

import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.taskgate.http.PayloadsApiTest;

/// Runs the tests against the native binary, or against the packaged JAR file (`docs/native.md`).
@QuarkusIntegrationTest
class NativePayloadsApiIT extends PayloadsApiTest {}
