package io.taskgate.bench;

import java.util.List;

/// The calls of one callback, as the gateway made them.
///
/// @param id the callback's
record Recording(String id, List<Stub.Call> register, List<Stub.Call> settle) {}
