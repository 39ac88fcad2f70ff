package io.gristworks.core.lease;

import java.time.Instant;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;

/**
 * The leases of nodes that are gone, or have said nothing for too long. Their nodes may have stored
 * outcomes and not reported them: their tasks stay leased, and nobody else runs them, until what is
 * stored was searched. Where the node speaks again before that, its leases are as they were.
 */
public final class LostLeases {
  private final TaskDispatch dispatch;
  private final Leases leases;

  LostLeases(TaskDispatch dispatch, Leases leases) {
    this.dispatch = dispatch;
    this.leases = leases;
  }

  /**
   * Leases are lost from now on: those of nodes that are gone, and those that were not spoken of
   * for too long.
   *
   * @return how many tasks are in them
   */
  public int lose(Set<String> gone, Instant now) {
    return leases.lose(gone, now).stream().mapToInt(lease -> lease.tasks.getCardinality()).sum();
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return leases.lost().isEmpty();
  }

  /**
   * A search begins for what was stored of all that is lost.
   *
   * @param number its own, from 1 and rising
   * @return the lowest number of a lease that is searched for; empty where nothing is lost
   */
  public OptionalLong search(long number) {
    var lost = leases.lost();
    lost.forEach(lease -> lease.search = number);
    return lost.isEmpty() ? OptionalLong.empty() : OptionalLong.of(lost.getFirst().number);
  }

  /**
   * That search is over: what it was for ends, as far as it is still lost.
   *
   * @return how many tasks are pending again
   */
  public int release(long number) {
    int returned = 0;
    for (var lease : leases.lost()) {
      if (lease.search == number) {
        returned += lease.tasks.getCardinality();
        dispatch.releaseInDoubt(lease);
      }
    }
    return returned;
  }

  /**
   * Tells of a lease whether its node will report of it: it is known, and none of the leases of its
   * node is lost, as of now.
   */
  public LongPredicate reported() {
    var silent = leases.lost().stream().map(lease -> lease.node).collect(Collectors.toSet());
    return number -> {
      var lease = leases.of(number);
      return lease != null && !silent.contains(lease.node);
    };
  }
}
