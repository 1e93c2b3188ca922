package io.taskgate.testing.gateway;

import org.junit.platform.suite.api.ExcludePackages;
import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.IncludeTags;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/// All other tests of the running gateway, for the second JVM.
@Suite
@SelectPackages("io.taskgate")
@ExcludePackages("io.taskgate.http")
@IncludeTags("gateway")
@IncludeClassNamePatterns(".*Test")
final class OtherGatewaySuite {}
