package io.taskgate.bench;

import java.util.List;

/// The calls of one callback, as the gateway made them.
///
/// @param id the callback's
record CallRecording(String id, List<AwsStub.Call> register, List<AwsStub.Call> settle) {}
