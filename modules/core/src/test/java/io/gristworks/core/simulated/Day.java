package io.gristworks.core.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.Sample;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** One thread, one random source, one clock: the same seed is the same day. */
final class Day {
  private static final int MOST_CALM_ROUNDS = 3_000;
  private static final int REPLAY_EVERY = 8;

  private final RandomGenerator random;
  private final Ledger ledger = new Ledger();
  private final TreeMap<String, SimulatedNode> nodes = new TreeMap<>();
  private final Set<String> lost = new HashSet<>();
  private final Mail mail;
  private final Journal journal;
  private final SimulatedCoordinator coordinator;
  private final Client client;
  private final double failing;
  private final boolean cancels;
  private Instant now = Sample.NOON;
  private int born;

  Day(long seed, Fault fault) {
    this.random = new SplittableRandom(seed);
    this.mail = new Mail(random);
    this.journal = new Journal(random);
    this.coordinator =
        new SimulatedCoordinator(journal, mail, ledger, random, fault, nodes.keySet());
    this.client = new Client(random);
    this.failing = List.of(0.0, 0.0, 0.01, 0.3).get(random.nextInt(4));
    this.cancels = random.nextInt(4) == 0;
    int count = random.nextInt(1, 5);
    for (int node = 0; node < count; node++) {
      addNode();
    }
  }

  /** Lives through it. */
  void live() {
    coordinator.wake(now);
    int steps = random.nextInt(20, 600);
    for (int step = 0; step < steps; step++) {
      now = now.plusMillis(random.nextInt(60) == 0 ? random.nextInt(20_000) : random.nextInt(200));
      happen();
      check();
    }
    mail.calmDown();
    for (int round = 0; !isOver(); round++) {
      assertThat(round).as("rounds without an end: %s", ledger).isLessThan(MOST_CALM_ROUNDS);
      now = now.plusMillis(500);
      goOnCalmly();
      check();
    }
    assertThat(coordinator.batch().isFinished()).as("finished").isTrue();
    ledger.audit(journal, coordinator.batch(), coordinator.dispatch());
    journal.checkThatAnySnapshotWillDo();
  }

  private boolean isOver() {
    return client.isContent() && coordinator.isUp() && ledger.isComplete();
  }

  private void check() {
    if (coordinator.isUp()) {
      ledger.check(coordinator.batch(), coordinator.dispatch());
      if (random.nextInt(REPLAY_EVERY) == 0) {
        journal.checkThatReplayGives(coordinator.batch());
      }
    }
  }

  private void addNode() {
    var name = "node-" + born++;
    nodes.put(name, new SimulatedNode(name, failing, random, mail, ledger));
  }

  private SimulatedNode anyNode() {
    var all = new ArrayList<>(nodes.values());
    return all.get(random.nextInt(all.size()));
  }

  private void happen() {
    switch (random.nextInt(24)) {
      case 0, 1, 2, 3, 4, 5, 6 -> deliver();
      case 7, 8, 9 -> anyNode().run(random.nextInt(1, 200));
      case 10, 11 -> anyNode().report();
      case 12 -> anyNode().repeat();
      case 13 -> anyNode().sayWhatIsHeld();
      case 14, 15, 16, 17 -> whileUp(() -> grant(anyNode()));
      case 18 -> whileUp(() -> coordinator.tick(takeLost(), now));
      case 19, 20 -> whileUp(() -> client.speak(coordinator, false, now));
      case 21 -> whileUp(() -> journal.keep(coordinator.batch()));
      case 22 -> turnCoordinator();
      default -> misfortune();
    }
  }

  private void turnCoordinator() {
    if (!coordinator.isUp()) {
      coordinator.wake(now);
    } else if (random.nextInt(3) == 0) {
      coordinator.die();
    }
  }

  private void misfortune() {
    if (cancels && random.nextInt(4) == 0) {
      whileUp(() -> client.cancel(coordinator, now));
    } else if (random.nextInt(4) == 0) {
      var dead = anyNode().name();
      nodes.remove(dead);
      addNode();
      if (random.nextInt(3) > 0) {
        lost.add(dead);
      }
    }
  }

  private void whileUp(Runnable deed) {
    if (coordinator.isUp()) {
      deed.run();
    }
  }

  private Set<String> takeLost() {
    var gone = Set.copyOf(lost);
    lost.clear();
    return gone;
  }

  private void grant(SimulatedNode node) {
    if (coordinator.batch().exists()) {
      int job = random.nextInt(coordinator.batch().jobs().size());
      coordinator.grant(job, node.name(), random.nextInt(1, 9), now);
    }
  }

  /** Brings one letter; reports are brought together, as they gather while one is written. */
  private void deliver() {
    var reports = new ArrayList<Letter.Report>();
    for (int letters = random.nextInt(1, 5); letters > 0; letters--) {
      mail.next()
          .ifPresent(
              letter -> {
                switch (letter) {
                  case Letter.Report report -> reports.add(report);
                  case Letter.Holding holding -> whileUp(() -> coordinator.handle(holding, now));
                  case Letter.GaveBack given -> whileUp(() -> coordinator.takeBack(given, now));
                  case Letter.ToNode toNode -> {
                    var node = nodes.get(letter.node());
                    if (node != null) {
                      node.take(toNode);
                    }
                  }
                }
              });
    }
    if (!reports.isEmpty()) {
      whileUp(() -> coordinator.count(reports, now));
    }
  }

  private void goOnCalmly() {
    if (!coordinator.isUp()) {
      coordinator.wake(now);
    }
    client.speak(coordinator, true, now);
    coordinator.tick(takeLost(), now);
    for (var node : nodes.values()) {
      node.sayWhatIsHeld();
      node.repeat();
      if (node.isIdle() && coordinator.batch().exists()) {
        for (int job = 0; job < coordinator.batch().jobs().size(); job++) {
          coordinator.grant(job, node.name(), nodes.size(), now);
        }
      }
      node.run(1_000);
      node.report();
    }
    while (mail.size() > 0) {
      deliver();
    }
  }
}
