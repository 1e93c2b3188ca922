package io.taskgate.call.transport;

import io.taskgate.payload.spool.Spool;
import io.taskgate.payload.spool.SpoolFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/// Closes the spools of all attempts of one call, because an attempt that times out may not close its own.
/// Not thread-safe.
public final class AttemptSpools implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(AttemptSpools.class);

    private final SpoolFactory spools;
    private final List<Spool> opened = new ArrayList<>();

    public AttemptSpools(SpoolFactory spools) {
        this.spools = spools;
    }

    Spool next() {
        close();
        Spool spool = spools.open();
        opened.add(spool);
        return spool;
    }

    @Override
    public void close() {
        for (Spool spool : opened) {
            try {
                spool.close();
            } catch (IOException e) {
                LOG.warnf("Spool not closed, see taskgate.spool.directory: error=\"%s\"", e.getMessage());
            }
        }
        opened.clear();
    }
}
