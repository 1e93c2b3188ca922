package io.taskgate.testing.gateway;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.IncludeTags;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/// The tests of the running gateway in `io.taskgate.http`, for the first of two JVMs. Surefire gives a JVM
/// one class at a time, and Quarkus restarts for each class unless the classes belong to one suite.
@Suite
@SelectPackages("io.taskgate.http")
@IncludeTags("gateway")
@IncludeClassNamePatterns(".*Test")
final class HttpGatewaySuite {}
