package io.taskgate.standin;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/// A port on loopback for a server that does not tell which one it took, or takes it later: below those that
/// systems give to outgoing connections and to port 0 (from 32768 on Linux). Otherwise one of these could take
/// it first.
public final class FreePort {

    private static final int FIRST = 20_000;
    private static final int LAST = 32_000;
    private static final int TRIES = 100;

    private FreePort() {}

    /// @throws IOException where none is found
    public static int find() throws IOException {
        BindException taken = new BindException("no port is free");
        for (int tries = 0; tries < TRIES; tries++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getByName(StandIns.LOOPBACK))) {
                return probe.getLocalPort();
            } catch (BindException e) {
                taken = e;
            }
        }
        throw taken;
    }
}
