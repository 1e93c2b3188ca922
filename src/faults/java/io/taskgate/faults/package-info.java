/// The fault harness: packaged gateways, stand-ins that apply faults by a seeded schedule, clients that log
/// their requests and responses, and a checker that reads only the logs. Start reading at
/// [io.taskgate.faults.FaultRun]; `docs/faults.md` describes how to run it.
@NullMarked
package io.taskgate.faults;

import org.jspecify.annotations.NullMarked;
