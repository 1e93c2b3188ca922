package io.taskgate.fuzz;

import io.taskgate.fuzz.wire.RawClient;
import io.taskgate.fuzz.wire.RawReply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// `ApiFuzz <requests> <seed> [file]`: fuzzes the packaged gateway and exits with 1 if there are findings, or
/// replays the request of a finding (`docs/fuzzing.md`).
public final class ApiFuzz {

    private ApiFuzz() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        FuzzPlan plan = FuzzPlan.of(Integer.parseInt(arguments[0]), Long.parseLong(arguments[1]));
        boolean good;
        try (FuzzRun run = new FuzzRun(plan)) {
            if (arguments.length > 2) {
                System.out.println(shown(run.replay(Files.readAllBytes(Path.of(arguments[2])))));
                good = true;
            } else {
                FuzzRun.Result result = run.run();
                System.out.println(result.text());
                good = result.findings().isEmpty();
            }
        }
        System.exit(good ? 0 : 1);
    }

    private static String shown(RawReply reply) {
        return reply instanceof RawReply.Answered answered
                ? answered.status() + " " + answered.headers() + "\n" + RawClient.text(answered.body())
                : reply.toString();
    }
}
