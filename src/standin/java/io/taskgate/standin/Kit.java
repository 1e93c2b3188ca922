package io.taskgate.standin;

/// What every state works with.
record Kit(Timers timers, Tokens tokens, Integrations integrations, States states) {}
