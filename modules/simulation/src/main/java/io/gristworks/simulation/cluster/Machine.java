package io.gristworks.simulation.cluster;

import io.gristworks.core.coordinator.Now;
import io.gristworks.simulation.Mutation;
import io.gristworks.simulation.check.ExecutingTask;
import io.gristworks.simulation.world.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A machine: dies, comes back as another one of the same place, and has a clock of its own. */
public final class Machine {
  /** When each day begins. */
  static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

  private final int place;
  private final Timeline timeline;
  private final TreeMap<Long, SimulatedActor> shells = new TreeMap<>();
  private int life;
  private boolean up;
  private String cluster = "";
  private long incarnation;
  private Duration skew = Duration.ZERO;
  private Duration jumped = Duration.ZERO;
  private @Nullable SimulatedNode node;
  private @Nullable SimulatedPool pool;
  private List<ExecutingTask> ledger = List.of();
  private String died = "";

  Machine(int place, Timeline timeline) {
    this.place = place;
    this.timeline = timeline;
  }

  /** Which one, from 0. */
  public int place() {
    return place;
  }

  /** Whether it lives. */
  public boolean isUp() {
    return up;
  }

  /** Its name in this life. */
  public String name() {
    return "node-" + place + "-" + life;
  }

  int life() {
    return life;
  }

  /** What its clock shows. */
  Instant clock() {
    return BEGINNING.plusNanos(timeline.now()).plus(skew).plus(jumped);
  }

  /** The time by its clocks: that of day, which jumps, and that for waits. */
  Now time() {
    return new Now(clock(), Instant.EPOCH.plusNanos(timeline.now()));
  }

  /** Its clock is set, and stays so. */
  void jump(Duration by) {
    jumped = jumped.plus(by);
  }

  void skew(Duration wrong) {
    skew = wrong;
  }

  /** Lets something happen after a while, unless the machine has died meanwhile. */
  void after(long nanos, Runnable happens) {
    int now = life;
    timeline.after(
        nanos,
        () -> {
          if (up && life == now) {
            happens.run();
          }
        });
  }

  void boot() {
    life++;
    up = true;
    cluster = "";
    incarnation = 0;
  }

  /** From now on, in this life, it belongs to that cluster. */
  void belongTo(String name, long under) {
    cluster = name;
    incarnation = under;
  }

  /** The cluster to which it belongs; empty while it has not joined one. */
  String cluster() {
    return cluster;
  }

  /** Under which it writes. */
  long incarnation() {
    return incarnation;
  }

  /** What its last life left in the ledger; from now on it is this life's. */
  LastLife openLedger(Mutation mutation) {
    var left = ledger;
    ledger = List.of();
    return new LastLife(died, left, timeline.now(), mutation);
  }

  /** What its worker node is running, and so what the ledger holds. */
  List<ExecutingTask> atWork() {
    return node == null ? List.of() : node.atWork();
  }

  void die() {
    ledger = atWork();
    died = name();
    up = false;
    shells.values().forEach(SimulatedActor::died);
    shells.clear();
    node = null;
    pool = null;
  }

  void house(SimulatedActor shell) {
    shells.put(shell.ref().number(), shell);
    if (shell instanceof SimulatedNode worker) {
      node = worker;
    } else if (shell instanceof SimulatedPool watcher) {
      pool = watcher;
    }
  }

  void evict(SimulatedActor shell) {
    shells.remove(shell.ref().number());
  }

  @Nullable SimulatedActor shell(long number) {
    return shells.get(number);
  }

  /** Whether somebody lives here still. */
  boolean houses(SimulatedActor one) {
    return shells.containsKey(one.ref().number());
  }

  Iterable<SimulatedActor> shells() {
    return shells.values();
  }

  /** Its worker node, while it lives. */
  @Nullable SimulatedNode node() {
    return node;
  }

  /** What it knows of the pool, in this life, in which it has joined a cluster. */
  SimulatedPool pool() {
    return Objects.requireNonNull(pool, "a machine that is a member watches the pool");
  }

  /** Whether the pool of its cluster is hosted here. */
  boolean hostsPool() {
    return pool != null && pool.hosts();
  }
}
