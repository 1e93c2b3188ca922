package io.taskgate.standin;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/// Finds a free loopback port for a server that does not report its port, or binds it later. Uses ports below
/// the ephemeral range (from 32768 on Linux), which the system could assign first.
public final class FreePort {

    private static final int FIRST = 20_000;
    private static final int LAST = 32_000;
    private static final int TRIES = 100;

    private FreePort() {}

    /// @throws IOException if no port is free
    public static int find() throws IOException {
        BindException taken = new BindException("No port is free.");
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
