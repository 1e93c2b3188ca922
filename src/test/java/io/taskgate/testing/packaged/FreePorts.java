package io.taskgate.testing.packaged;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/// Ports on loopback for processes that bind them seconds after they were chosen. No other process uses them
/// meanwhile: neither the system for an outgoing connection or for port 0 (from 32768 on Linux), nor the
/// stand-ins (from 20000), nor the tests of another JVM (distinguished by the property `fork`), nor a second
/// process of this JVM.
public final class FreePorts {

    private static final int FIRST = 12_000;
    private static final int LAST = 19_000;
    private static final int FORKS = 8;
    private static final int FORK = Math.floorMod(Integer.getInteger("fork", 0), FORKS);
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private FreePorts() {}

    public static int next() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(FIRST / FORKS, LAST / FORKS) * FORKS + FORK;
            if (GIVEN.add(port) && isFree(port)) {
                return port;
            }
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
            return probe.isBound();
        } catch (BindException taken) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
