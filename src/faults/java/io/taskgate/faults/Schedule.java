package io.taskgate.faults;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.callback.FailPoint;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Deals faults from a deck that holds every kind once, shuffled by the seed and shuffled again when it is dealt.
final class Schedule {

    private static final Duration CARD = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /// A start takes 5 s, and half a minute on a busy machine.
    private static final Duration SERVING = Duration.ofMinutes(3);
    private static final Duration OFFSET = Duration.ofSeconds(90);

    private final Stage stage;
    private final Fleet fleet;
    private final Poison poison;
    private final Log incidents;
    private final Map<String, Integer> counts;
    private final Random dice;
    private final List<Card> deck = new ArrayList<>();
    private int dealt;

    /// Since when the ledger misbehaves; null while it does not.
    private @Nullable Instant ledgerSince;

    Schedule(Stage stage, Fleet fleet, Poison poison, Log incidents, Map<String, Integer> counts, long seed) {
        this.stage = stage;
        this.fleet = fleet;
        this.poison = poison;
        this.incidents = incidents;
        this.counts = counts;
        this.dice = new Random(seed);
        for (FailPoint.Step step : FailPoint.Step.values()) {
            deck.add(() -> fleet.killAt(victim(), step));
        }
        deck.add(() -> fleet.kill(victim()));
        deck.add(() -> fleet.kill(victim()));
        deck.add(() -> fleet.stop(victim(), Duration.ofSeconds(8L * (1 + dice.nextInt(3)))));
        deck.add(fleet::roll);
        deck.add(() -> offset(OFFSET));
        deck.add(() -> offset(OFFSET.negated()));
        deck.add(poison::send);
        Wire.ALL.forEach(rule -> deck.add(() -> onTheWire(rule)));
        Collections.shuffle(deck, dice);
    }

    private interface Card {
        void play() throws IOException, InterruptedException;
    }

    /// One that serves and is not going to die already: else the fault would not be met.
    private Gateway victim() throws InterruptedException {
        for (long end = System.nanoTime() + SERVING.toNanos(); System.nanoTime() < end; Thread.sleep(100)) {
            List<Gateway> serving = fleet.serving();
            if (!serving.isEmpty()) {
                return serving.get(dice.nextInt(serving.size()));
            }
        }
        throw new IllegalStateException("no gateway has served for " + SERVING.toSeconds() + " s");
    }

    boolean isDealt() {
        return dealt >= deck.size();
    }

    int size() {
        return deck.size();
    }

    /// Plays the next card, and lets it work for a while.
    void step() throws IOException, InterruptedException {
        if (dealt > 0 && dealt % deck.size() == 0) {
            Collections.shuffle(deck, dice);
        }
        Card card = deck.get(dealt % deck.size());
        card.play();
        dealt++;
        Thread.sleep(CARD);
        // Where little is going on, a rule waits for its first call.
        for (long end = System.nanoTime() + PATIENCE.toNanos(); !hasStruck() && System.nanoTime() < end; ) {
            Thread.sleep(200);
        }
        calm();
    }

    private void onTheWire(Wire.Card rule) {
        stage.aws().faults().set(rule.rules(dice.nextLong()));
        ledgerSince = rule.strikesLedger() ? Instant.now() : null;
    }

    private void offset(Duration offset) {
        Fleet.count(counts, "clock " + (offset.isNegative() ? "90 s behind" : "90 s ahead"));
        stage.aws().faults().clockOffset(offset);
    }

    private boolean hasStruck() {
        for (JsonNode rule : stage.rules()) {
            if (rule.path("struck").asInt() == 0) {
                return false;
            }
        }
        return true;
    }

    /// No fault on the wire, and the right time; what was struck is counted.
    void calm() {
        for (JsonNode rule : stage.rules()) {
            String what =
                    rule.path("kind").asText() + " of " + rule.path("operation").asText();
            synchronized (counts) {
                counts.merge(what, rule.path("struck").asInt(), Integer::sum);
            }
        }
        if (ledgerSince != null) {
            incidents.write(Log.line()
                    .put("incident", "ledger")
                    .put("from", ledgerSince.toString())
                    .put("to", Instant.now().toString()));
            ledgerSince = null;
        }
        stage.aws().faults().set(List.of());
        stage.aws().faults().clockOffset(Duration.ZERO);
    }

    /// Leaves the rules in force to nobody: no clock, no fault, everyone up.
    void heal() throws IOException, InterruptedException {
        calm();
        fleet.heal();
    }
}
