/// The fault harness: gateways as packaged, stand-ins that misbehave by a seeded schedule, clients that log what they
/// sent and were told, and a checker that reads nothing but the logs. Start reading at [io.taskgate.faults.FaultRun];
/// `docs/faults.md` says how to run it.
@NullMarked
package io.taskgate.faults;

import org.jspecify.annotations.NullMarked;
