package io.taskgate.standin.realm;

import io.taskgate.standin.eventbridge.EventBridge;
import io.taskgate.standin.stepfunctions.StandInStepFunctions;
import io.taskgate.standin.stepfunctions.api.StatesApi;

/// The services that belong to one realm.
public record RealmServices(StandInStepFunctions states, StatesApi statesApi, EventBridge events)
        implements AutoCloseable {

    public RealmServices(StandInStepFunctions states, EventBridge events) {
        this(states, new StatesApi(states), events);
    }

    @Override
    public void close() {
        states.close();
        events.close();
    }
}
