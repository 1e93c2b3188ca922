package io.taskgate.standin.launcher;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/// Runs the stand-ins from the command line: `java -jar taskgate-standins.jar [options]`. It starts them in a
/// JVM of their own, with the options of this one and those that they need, and ends with its exit code.
public final class StandInsLauncher {

    private StandInsLauncher() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        StandInsClassPath classPath = StandInsClassPath.open();
        List<String> jvm = new ArrayList<>(ManagementFactory.getRuntimeMXBean().getInputArguments());
        if (jvm.stream().noneMatch(option -> option.startsWith("-Xmx"))) {
            jvm.add("-Xmx512m");
        }
        Process standIns = new ProcessBuilder(StandInsProcess.command(classPath, jvm, List.of(arguments)))
                .inheritIO()
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(standIns, classPath)));
        System.exit(standIns.waitFor());
    }

    private static void end(Process standIns, StandInsClassPath classPath) {
        standIns.destroy();
        standIns.onExit().join();
        classPath.close();
    }
}
