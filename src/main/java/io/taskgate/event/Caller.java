package io.taskgate.event;

import io.taskgate.route.Route;
import org.jspecify.annotations.Nullable;

/// On whose word an event is taken.
public interface Caller {

    /// Its name, as the owner of what it registers.
    String principal();

    /// Whose callbacks it means.
    String tenant();

    boolean mayAnswer(String service, String operation);

    boolean mayRegister(String service, String operation, @Nullable String executionArn);

    /// Whether it may answer by callback id without the signature of the callback's links.
    boolean mayAnswerUnsigned();

    /// Whether it may say that an execution has ended.
    boolean mayTellOf(String executionArn);

    /// Whoever may publish on the bus behind the queue.
    ///
    /// @param trusted whether nobody else may (`taskgate.events.trust-bus`)
    static Caller bus(boolean trusted, String tenant) {
        return new Caller() {
            @Override
            public String principal() {
                return "bus";
            }

            @Override
            public String tenant() {
                return tenant;
            }

            @Override
            public boolean mayAnswer(String service, String operation) {
                return true;
            }

            @Override
            public boolean mayRegister(String service, String operation, @Nullable String executionArn) {
                return true;
            }

            @Override
            public boolean mayAnswerUnsigned() {
                return trusted;
            }

            @Override
            public boolean mayTellOf(String executionArn) {
                return true;
            }
        };
    }

    /// A provider whose signature is genuine: it answers its own route, and nothing else.
    static Caller webhook(Route route, String tenant) {
        return new Caller() {
            @Override
            public String principal() {
                return "webhook:" + route.name();
            }

            @Override
            public String tenant() {
                return tenant;
            }

            @Override
            public boolean mayAnswer(String service, String operation) {
                return route.service().equals(service) && route.operation().equals(operation);
            }

            @Override
            public boolean mayRegister(String service, String operation, @Nullable String executionArn) {
                return false;
            }

            @Override
            public boolean mayAnswerUnsigned() {
                return false;
            }

            @Override
            public boolean mayTellOf(String executionArn) {
                return false;
            }
        };
    }
}
