package io.taskgate.faults;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// Deals the faults, each once, shuffled by the seed, and shuffled again after all were dealt. Not thread-safe.
final class FaultDeck {

    private final List<Card> cards = new ArrayList<>();
    private final Random dice;
    private int dealt;

    FaultDeck(Random dice) {
        this.dice = dice;
    }

    interface Card {
        void play() throws IOException, InterruptedException;
    }

    void add(Card card) {
        cards.add(card);
    }

    /// Returns whether every fault was dealt at least once.
    boolean isDealt() {
        return dealt >= cards.size();
    }

    void playNext() throws IOException, InterruptedException {
        int next = dealt % cards.size();
        if (next == 0) {
            Collections.shuffle(cards, dice);
        }
        Card card = cards.get(next);
        card.play();
        dealt++;
    }
}
