package io.taskgate.bench;

import java.time.Duration;

/// The gateway under load.
final class GatewayContender implements Contender {

    private final GatewayProcess gateway;
    private final RequestLoad load;
    private CallbackLoad callbacks = new CallbackLoad(0);

    GatewayContender(GatewayProcess gateway, int callers) {
        this.gateway = gateway;
        this.load = new RequestLoad(gateway.port(), callers);
    }

    @Override
    public Phase register(int count, Duration most) throws InterruptedException {
        return register(count, most, 0);
    }

    @Override
    public Phase settle(int count, Duration most) throws InterruptedException {
        return settle(count, most, 0);
    }

    /// Registers callbacks.
    ///
    /// @param rate the rate per second; 0 for no limit
    Phase register(int count, Duration most, double rate) throws InterruptedException {
        callbacks = new CallbackLoad(count);
        Duration before = gateway.fork().cpu();
        RequestLoad.Run run = rate == 0
                ? load.full(count, most, callbacks::register, callbacks::registered)
                : load.paced(rate, count, most, callbacks::register, callbacks::registered);
        return phase(run, before);
    }

    /// Settles callbacks.
    ///
    /// @param rate the rate per second; 0 for no limit
    Phase settle(int count, Duration most, double rate) throws InterruptedException {
        Duration before = gateway.fork().cpu();
        RequestLoad.Run run = rate == 0
                ? load.full(count, most, callbacks::settle, callbacks::settled)
                : load.paced(rate, count, most, callbacks::settle, callbacks::settled);
        return phase(run, before);
    }

    private Phase phase(RequestLoad.Run run, Duration before) {
        return new Phase(run.done(), run.elapsed() / 1e9, gateway.fork().cpu().minus(before), run.p99());
    }
}
