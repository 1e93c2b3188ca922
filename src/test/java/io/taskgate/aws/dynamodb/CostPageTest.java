package io.taskgate.aws.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The figures of `docs/costs.md`, computed from the units that `docs/ledger.md` counts (and [LedgerUnitsTest] holds),
/// the reads of an idle fleet, and list prices. `-Drefresh.costs=true` writes them into the page.
class CostPageTest {

    private static final Path PAGE = Path.of("docs/costs.md");
    private static final Path UNITS = Path.of("docs/ledger.md");
    private static final String BEGIN = "<!-- computed by CostPageTest -->\n";
    private static final String END = "<!-- end -->\n";
    private static final Pattern TOTAL =
            Pattern.compile("\\| \\*\\*in all\\*\\* \\| ([0-9,]+) \\| ([0-9]+) \\| ([0-9]+) \\| ([0-9]+) \\|");

    // List prices of us-east-1 in USD, 2026-12-01.
    private static final double WRITE_MILLION = 0.625;
    private static final double READ_MILLION = 0.125;
    private static final double STORED_GB = 0.25;
    private static final double BACKUP_GB = 0.20;
    private static final double API_MILLION = 3.50;
    private static final double EVENT_MILLION = 1.00;
    private static final double LOGS_GB = 0.50;
    private static final double BALANCER_HOUR = 0.0225;
    private static final double VCPU_HOUR = 0.04048;
    private static final double MEMORY_GB_HOUR = 0.004445;

    private static final double HOURS = 730;
    private static final double SECONDS = HOURS * 3600;
    private static final double LOG_BYTES = 1_700;
    private static final double MONTHS_KEPT = 3;
    private static final double ITEM_OVERHEAD = 100;

    /// A kind of callback, and what one costs in units.
    private record Kind(String name, double bytes, double table, double due, double execution, double reads) {

        double writes() {
            return table + due + execution;
        }

        double dynamoDb() {
            return writes() * WRITE_MILLION + reads * READ_MILLION;
        }

        double storage() {
            return MONTHS_KEPT * (bytes + ITEM_OVERHEAD) / 1000 * (STORED_GB + BACKUP_GB);
        }

        double logs() {
            return LOG_BYTES / 1000 * LOGS_GB;
        }

        double all() {
            return dynamoDb() + storage() + logs() + API_MILLION + EVENT_MILLION;
        }

        String row() {
            return format(
                    "| %s | %.0f | %.0f | %.2f | %.2f | %.2f | %.2f |",
                    name, writes(), reads, dynamoDb(), storage(), logs(), all());
        }
    }

    @Test
    void thePageHasTheFiguresOfTheUnits() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END);
        String computed = computed();
        if (Boolean.getBoolean("refresh.costs")) {
            Files.writeString(PAGE, page.substring(0, begin) + computed + page.substring(end));
        }
        assertThat(Files.readString(PAGE)).contains(BEGIN + computed + END);
        assertThat(Files.readString(Path.of("docs/faq.md")))
                .contains(format("%.1f million callbacks a month", breakEven(kinds())));
    }

    private static String computed() throws IOException {
        List<Kind> kinds = kinds();
        List<String> lines = new ArrayList<>();
        lines.add("## A million callbacks");
        lines.add("");
        lines.add("| each one | write units | read units | DynamoDB | storage | logs | with API Gateway and"
                + " EventBridge |");
        lines.add("|---|---|---|---|---|---|---|");
        kinds.forEach(kind -> lines.add(kind.row()));
        lines.add("");
        lines.add("## A month without callbacks");
        lines.add("");
        lines.add("| | before | now |");
        lines.add("|---|---|---|");
        lines.add(format("| index reads per second, each process | 24 | – |"));
        lines.add(format("| index reads per second, the fleet | 24 for each process | 2.0 |"));
        for (int processes : new int[] {1, 3, 50}) {
            lines.add(format(
                    "| DynamoDB, %d processes | %.2f | %.2f |", processes, idleBefore(processes), idle(processes)));
        }
        lines.add(format(
                "| DynamoDB, 50 sidecars that leave the sweep to two gateways | %.2f | %.2f |",
                idleBefore(52), idle(2)));
        lines.add(format("| two pods of 0.25 vCPU and 0.5 GB | %.2f | %.2f |", pods(2), pods(2)));
        lines.add(format("| the balancer behind the VPC link | %.2f | %.2f |", balancer(), balancer()));
        lines.add("");
        lines.add("## Examples");
        lines.add("");
        Kind waits = kinds.get(3);
        Kind large = kinds.get(2);
        lines.add(format(
                "**Approvals**: two gateways, 200,000 callbacks a month that wait for people, small payloads: %.2f for"
                        + " the callbacks and %.2f for the gateways, %.2f in all.",
                0.2 * waits.all(), fixed(), 0.2 * waits.all() + fixed()));
        lines.add("");
        lines.add(format(
                "**Jobs**: two gateways, 10,000,000 callbacks a month that are answered within seconds, payloads of 1"
                        + " KiB: %.2f for the callbacks and %.2f for the gateways, %.2f in all.",
                10 * large.all(), fixed(), 10 * large.all() + fixed()));
        lines.add("");
        lines.add(format(
                "Two gateways and their balancer cost as much as %.1f million small callbacks that wait.",
                breakEven(kinds)));
        return String.join("\n", lines) + "\n";
    }

    private static List<Kind> kinds() throws IOException {
        List<String> names = List.of(
                "answered at once, 20 bytes",
                "answered at once, 100 bytes",
                "answered at once, 1 KiB",
                "waits ten minutes, 20 bytes");
        Matcher total = TOTAL.matcher(Files.readString(UNITS));
        List<Kind> kinds = new ArrayList<>();
        while (total.find()) {
            boolean waits = kinds.size() == 3;
            kinds.add(new Kind(
                    names.get(kinds.size()),
                    Double.parseDouble(total.group(1).replace(",", "")),
                    // an answer by link to a callback that waits has a refused write before
                    Double.parseDouble(total.group(2)) + (waits ? 1 : 0),
                    Double.parseDouble(total.group(3)),
                    Double.parseDouble(total.group(4)),
                    // a look of the process that reads the index, and one of the process that has registered
                    waits ? 2 : 0));
        }
        assertThat(kinds).hasSameSizeAs(names);
        return kinds;
    }

    /// Each process read 24 shards a second, half a unit each.
    private static double idleBefore(int processes) {
        return processes * 24 * 0.5 * SECONDS / 1e6 * READ_MILLION;
    }

    /// Two index reads a second, the lease of the process that reads (a read and a write in three seconds), and a look
    /// at it of each other process in five.
    private static double idle(int processes) {
        double reads = 2 * 0.5 + 1 / 3.0 + (processes - 1) / 5.0;
        return SECONDS / 1e6 * (reads * READ_MILLION + WRITE_MILLION / 3);
    }

    private static double pods(int count) {
        return count * HOURS * (0.25 * VCPU_HOUR + 0.5 * MEMORY_GB_HOUR);
    }

    private static double balancer() {
        return HOURS * BALANCER_HOUR;
    }

    private static double fixed() {
        return pods(2) + balancer() + idle(2);
    }

    private static double breakEven(List<Kind> kinds) {
        return fixed() / kinds.get(3).all();
    }

    private static String format(String form, Object... figures) {
        return String.format(Locale.ROOT, form, figures);
    }
}
