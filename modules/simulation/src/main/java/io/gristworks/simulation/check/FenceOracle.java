package io.gristworks.simulation.check;

import static io.gristworks.simulation.check.InvariantViolation.unless;

import io.gristworks.core.message.ToNode.Lease;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * I3: of the leases of earlier coordinators a node begins only those that it has named to a later
 * one that asked. Others were on their way too long: their successor has given their tasks out.
 */
public final class FenceOracle {
  /** Shorter than a node heeds a fence. */
  private static final long HOLDS_NANOS = Duration.ofSeconds(29).toNanos();

  private final LongSupplier now;

  /** By coordinator that asks, which leases are those of earlier ones. */
  private final Map<String, Long> upTo = new HashMap<>(); // asked by key only

  /** By node and batch, the fences by the last lease that they keep out. */
  private final Map<String, TreeMap<Long, Fence>> fences = new HashMap<>(); // asked by key only

  private record Fence(long raisedAt, Set<Long> named) {}

  FenceOracle(LongSupplier now) {
    this.now = now;
  }

  /** A coordinator asks nodes what they hold of the leases of earlier ones. */
  void raised(String coordinator, long earlierUpTo) {
    upTo.put(coordinator, earlierUpTo);
  }

  /**
   * A node has been asked, and names these leases.
   *
   * @param told what it was told of earlier coordinators; 0 where it was told nothing
   */
  public void asked(String node, String batch, String coordinator, long told, List<Long> leases) {
    var number = told > 0 ? Long.valueOf(told) : upTo.get(coordinator);
    if (number != null) {
      fences
          .computeIfAbsent(node + "/" + batch, _ -> new TreeMap<>())
          .putIfAbsent(number, new Fence(now.getAsLong(), new HashSet<>(leases)));
    }
  }

  /** A node begins tasks of a lease. */
  void begins(String node, Lease terms) {
    var raised = fences.get(node + "/" + terms.batch());
    if (raised == null) {
      return;
    }
    for (var fence : raised.tailMap(terms.number()).values()) {
      unless(
          fence.named.contains(terms.number()) || now.getAsLong() - fence.raisedAt > HOLDS_NANOS,
          "I3",
          "%s begins lease %d of %s, which it did not hold when it was asked",
          node,
          terms.number(),
          terms.batch());
    }
  }
}
