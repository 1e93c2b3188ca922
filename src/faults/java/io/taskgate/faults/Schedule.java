package io.taskgate.faults;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.callback.FailPoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Deals faults from a deck that holds every kind once, shuffled by the seed and shuffled again when it is dealt.
final class Schedule {

    private static final Duration CARD = Duration.ofMillis(1_500);
    private static final Duration OFFSET = Duration.ofSeconds(90);

    private final Stage stage;
    private final Fleet fleet;
    private final Poison poison;
    private final Log incidents;
    private final Map<String, Integer> counts;
    private final Random dice;
    private final List<Card> deck = new ArrayList<>();
    private int dealt;

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

    private Gateway victim() {
        List<Gateway> all = fleet.gateways();
        return all.get(dice.nextInt(all.size()));
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
        // Somebody has to be there: a fleet that is all down teaches nothing.
        for (long end = System.nanoTime() + 20_000_000_000L; fleet.serving().isEmpty() && System.nanoTime() < end; ) {
            Thread.sleep(100);
        }
        card.play();
        dealt++;
        Thread.sleep(CARD);
        calm();
    }

    private void onTheWire(Wire.Card rule) {
        stage.aws().faults().set(rule.rules(dice.nextLong()));
        if (rule.strikesLedger()) {
            Instant now = Instant.now();
            incidents.write(Log.line()
                    .put("incident", "ledger")
                    .put("from", now.toString())
                    .put("to", now.plus(CARD).toString()));
        }
    }

    private void offset(Duration offset) {
        Fleet.count(counts, "clock " + (offset.isNegative() ? "90 s behind" : "90 s ahead"));
        stage.aws().faults().clockOffset(offset);
    }

    /// No fault on the wire, and the right time; what was struck is counted.
    void calm() {
        try (InputStream page =
                stage.aws().states().resolve("/_local/faults").toURL().openStream()) {
            for (JsonNode rule : Log.JSON.readTree(page).path("rules")) {
                String what = rule.path("kind").asText() + " of "
                        + rule.path("operation").asText();
                synchronized (counts) {
                    counts.merge(what, rule.path("struck").asInt(), Integer::sum);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
