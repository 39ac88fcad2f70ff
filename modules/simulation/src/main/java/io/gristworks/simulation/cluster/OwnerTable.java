package io.gristworks.simulation.cluster;

import io.gristworks.core.ownership.OwnerRow;
import io.gristworks.simulation.Mutation;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The database's owner row and its fence. Slow or failing with the journal, as all are one
 * database; and the lines between machines and the database may be cut one by one.
 */
final class OwnerTable {
  /** The cluster that owns the database when a day begins. */
  static final String FIRST = "first";

  private static final long USUAL_NANOS = 800_000;

  /** As long as a connection waits for an answer. */
  private static final long PATIENCE_NANOS = 5_000_000_000L;

  private final SimulatedCluster world;
  private final RandomGenerator random;
  private final TreeMap<Integer, Long> cutUntil = new TreeMap<>();
  private long incarnation = 1;
  private String cluster = FIRST;
  private String holder = "";
  private long renewals = 1;
  private long renewedAt;

  OwnerTable(SimulatedCluster world, RandomGenerator random) {
    this.world = world;
    this.random = random;
  }

  /** From now on until then a machine does not reach the database. */
  void cut(Machine machine, long until) {
    cutUntil.merge(machine.place(), until, Math::max);
  }

  /** All lines carry again. */
  void heal() {
    cutUntil.clear();
  }

  /** Whether a machine does not reach the database now. */
  boolean isCutOff(Machine machine) {
    return world.timeline().now() < cutUntil.getOrDefault(machine.place(), 0L);
  }

  /** Whether what is written under that incarnation is let in. */
  boolean admits(long under) {
    return under >= incarnation || world.mutation() == Mutation.NO_FENCES;
  }

  /** The name of the cluster that owns the database. */
  String cluster() {
    return cluster;
  }

  OwnerRow row() {
    return new OwnerRow(
        incarnation,
        cluster,
        holder,
        "",
        renewals,
        Duration.ofNanos(world.timeline().now() - renewedAt),
        false);
  }

  Optional<OwnerRow> claim(OwnerRow seen, String claimant) {
    if (!isAsSeen(seen)) {
      return Optional.empty();
    }
    incarnation++;
    cluster = "cluster of " + claimant;
    renew(cluster, claimant);
    var mine = row();
    world.note("claim", incarnation, claimant.hashCode(), mine::toString);
    return Optional.of(mine);
  }

  boolean renew(String mine, String by) {
    if (!cluster.equals(mine)) {
      return false;
    }
    holder = by;
    renewals++;
    renewedAt = world.timeline().now();
    return true;
  }

  boolean takeOver(OwnerRow seen, String by) {
    return isAsSeen(seen) && renew(cluster, by);
  }

  private boolean isAsSeen(OwnerRow seen) {
    return seen.cluster().equals(cluster) && seen.renewals() == renewals;
  }

  /** Does something with the row for a machine; {@code then} hears nothing of what failed. */
  <T> void call(Machine machine, Supplier<T> work, Consumer<Optional<T>> then) {
    boolean troubled = world.segments().isTroubled() && random.nextBoolean();
    if (isCutOff(machine) || troubled) {
      machine.after(random.nextLong(PATIENCE_NANOS), () -> then.accept(Optional.empty()));
      return;
    }
    world
        .timeline()
        .after(
            USUAL_NANOS / 2 + random.nextLong(USUAL_NANOS),
            () -> {
              var result = work.get();
              machine.after(USUAL_NANOS / 2, () -> then.accept(Optional.of(result)));
            });
  }
}
