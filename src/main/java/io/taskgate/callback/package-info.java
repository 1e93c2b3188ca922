/// The callback protocol. The packages follow the way of a callback:
///
/// 1. [io.taskgate.callback.registration.RegistrationService] takes a task token in;
/// 2. [io.taskgate.callback.dispatch.RequestDispatcher] sends the request to the worker;
/// 3. [io.taskgate.callback.heartbeat.HeartbeatService] records and relays signs of life;
/// 4. [io.taskgate.callback.settlement.SettlementService] commits the one outcome;
/// 5. [io.taskgate.callback.report.OutcomeReporter] reports it to Step Functions.
///
/// `sweep` and `probe` process the due records. `model` has the record, `ledger` its store and transitions.
/// None of them knows HTTP resources, events or AWS. Start reading at
/// [io.taskgate.callback.ledger.Transitions].
@NullMarked
package io.taskgate.callback;

import org.jspecify.annotations.NullMarked;
