package io.taskgate.standin.interpreter;

import io.taskgate.standin.Timers;
import io.taskgate.standin.integration.Integrations;
import io.taskgate.standin.stepfunctions.IssuedTokens;
import io.taskgate.standin.stepfunctions.StandInStepFunctions;

/// The collaborators of every state.
public record InterpreterContext(
        Timers timers, IssuedTokens tokens, Integrations integrations, StandInStepFunctions states) {}
