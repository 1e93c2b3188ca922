package io.taskgate.standin;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryNotificationInfo;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import javax.management.NotificationEmitter;

/// Ends the process when its heap is full, as `-XX:+ExitOnOutOfMemoryError` does, for a start without this
/// option. Libraries catch the error and leave a process that answers some calls and not others.
final class OutOfMemoryExit {

    /// The exit code of the JVM's own option.
    static final int EXIT_CODE = 3;

    /// The part of the heap that is in use after a full collection when it counts as full.
    private static final double FULL = 0.97;

    private OutOfMemoryExit() {}

    static void install() {
        Thread.setDefaultUncaughtExceptionHandler(OutOfMemoryExit::uncaught);
        NotificationEmitter memory = (NotificationEmitter) ManagementFactory.getMemoryMXBean();
        memory.addNotificationListener(
                (_, _) -> checkHeap(),
                notification ->
                        notification.getType().equals(MemoryNotificationInfo.MEMORY_COLLECTION_THRESHOLD_EXCEEDED),
                null);
        ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.isCollectionUsageThresholdSupported())
                .forEach(OutOfMemoryExit::watch);
    }

    private static void watch(MemoryPoolMXBean pool) {
        long most = pool.getUsage().getMax();
        if (most > 0) {
            pool.setCollectionUsageThreshold((long) (most * FULL));
        }
    }

    private static void uncaught(Thread thread, Throwable thrown) {
        if (thrown instanceof OutOfMemoryError) {
            exit();
        }
        System.err.println("stand-ins: uncaught exception in thread " + thread.getName());
        thrown.printStackTrace();
    }

    /// A partial collection leaves garbage, so that only the heap after a full one tells.
    private static void checkHeap() {
        System.gc();
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        if (heap.getUsed() > heap.getMax() * FULL) {
            exit();
        }
    }

    private static void exit() {
        System.err.println("stand-ins: memory is exhausted; the process ends. Start it with a larger -Xmx.");
        // Not System.exit: shutdown hooks need memory.
        Runtime.getRuntime().halt(EXIT_CODE);
    }
}
