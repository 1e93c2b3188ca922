package io.taskgate.standin;

import io.taskgate.standin.fault.AwsError;
import io.taskgate.standin.sample.SamplePlayer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/// Runs the stand-ins as a process: `io.taskgate.standin.Main [--ports
/// front=4566,dynamodb=8000,s3=9090,sqs=9324] [--state folder] [--event-bytes n] [--gateway url] [--mocks
/// file] [--parent pid] [--sample]`.
public final class Main {

    static final String READY = "READY";
    private static final Path MACHINES = Path.of("deploy", "asl");
    private static final Path FUNCTION = Path.of("deploy", "lambda", "taskgate_call.py");
    private static final String MACHINE = ".asl.json";

    private Main() {}

    /// @param parent ends with this process
    record Options(StandInSettings settings, Optional<Long> parent, boolean sample) {

        /// @throws IllegalArgumentException with a message for people
        static Options parse(List<String> arguments) {
            StandInSettings settings = StandInSettings.at(Ports.DEFAULT);
            Optional<Long> parent = Optional.empty();
            boolean sample = false;
            for (Iterator<String> rest = arguments.iterator(); rest.hasNext(); ) {
                String option = rest.next();
                switch (option) {
                    case "--ports" -> settings = settings.on(Ports.parse(value(option, rest)));
                    case "--state" -> settings = settings.in(Path.of(value(option, rest)));
                    case "--event-bytes" -> settings = settings.withEventBytes(bytes(value(option, rest)));
                    case "--gateway" -> settings = settings.calling(URI.create(value(option, rest)));
                    case "--mocks" -> settings = settings.mockedBy(Path.of(value(option, rest)));
                    case "--parent" -> parent = Optional.of(Long.valueOf(value(option, rest)));
                    case "--sample" -> sample = true;
                    default ->
                        throw new IllegalArgumentException("Unknown option " + option
                                + ". Use --ports, --state, --event-bytes, --gateway, --mocks, --parent and --sample.");
                }
            }
            return new Options(settings, parent, sample);
        }

        private static int bytes(String text) {
            if (!text.matches("[1-9]\\d{0,6}")) {
                throw new IllegalArgumentException(
                        "Invalid value '" + text + "' of --event-bytes. Expected an integer between 1 and 9999999.");
            }
            return Integer.parseInt(text);
        }

        private static String value(String option, Iterator<String> rest) {
            if (!rest.hasNext()) {
                throw new IllegalArgumentException("The option " + option + " requires a value.");
            }
            return rest.next();
        }
    }

    public static void main(String[] arguments) throws InterruptedException {
        // before the first logger is created
        System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
        QuietLogs.everything();
        OutOfMemoryExit.install();
        try {
            Options options = Options.parse(List.of(arguments));
            run(options);
        } catch (IOException | RuntimeException failed) {
            System.err.println("stand-ins: " + failed.getMessage());
            System.exit(1);
        }
    }

    private static void run(Options options) throws IOException, InterruptedException {
        StandIns aws = StandIns.start(options.settings());
        Runtime.getRuntime().addShutdownHook(new Thread(aws::close));
        options.parent().ifPresent(Main::dieWith);
        createMachines(aws, MACHINES);
        if (Files.exists(FUNCTION)) {
            aws.function("taskgate-call", FUNCTION);
        }
        // subscribed before READY, so that the first event finds its worker
        Optional<SamplePlayer> sample =
                options.sample() ? Optional.of(new SamplePlayer(aws, System.out::println)) : Optional.empty();
        aws.environment().forEach(System.out::println);
        System.out.println(READY);
        if (sample.isPresent()) {
            sample.get().play();
        }
        Thread.currentThread().join();
    }

    private static void dieWith(long parent) {
        ProcessHandle.of(parent)
                .ifPresentOrElse(process -> process.onExit().thenRun(() -> System.exit(0)), () -> System.exit(0));
    }

    static void createMachines(StandIns aws, Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + MACHINE)) {
            for (Path file : files) {
                String name = file.getFileName().toString().replace(MACHINE, "");
                try {
                    aws.createStateMachine(name, Files.readString(file));
                } catch (AwsError refused) {
                    // other samples can use features that only AWS has
                    System.err.println("stand-ins: sample " + file + " skipped: " + refused.getMessage());
                }
            }
        }
    }
}
