package io.taskgate.simulation;

import io.taskgate.simulation.world.SimulatedHost;
import io.taskgate.simulation.world.SimulatedScheduler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/// Redirects the log records of production code to the log of the run.
final class ProductionLog extends Handler implements AutoCloseable {

    private final Logger logger = Logger.getLogger("io.taskgate");
    private final boolean usesParents = logger.getUseParentHandlers();
    private final SimulationLog log;
    private final SimulatedScheduler scheduler;
    private final SimpleFormatter formatter = new SimpleFormatter();

    private ProductionLog(SimulationLog log, SimulatedScheduler scheduler) {
        this.log = log;
        this.scheduler = scheduler;
    }

    static ProductionLog into(SimulationLog log, SimulatedScheduler scheduler) {
        ProductionLog handler = new ProductionLog(log, scheduler);
        handler.setLevel(Level.INFO);
        handler.logger.addHandler(handler);
        handler.logger.setUseParentHandlers(false);
        return handler;
    }

    @Override
    public void publish(LogRecord record) {
        SimulatedHost host = scheduler.running();
        String thrown = record.getThrown() == null ? "" : ": " + record.getThrown();
        log.add(
                host == null ? "world" : host.name(),
                record.getLevel() + " " + formatter.formatMessage(record) + thrown);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setUseParentHandlers(usesParents);
    }
}
