package io.gristworks.core.pool;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** The grants and rebalances that were asked for and are not settled. */
final class Asks {

  /**
   * One of them.
   *
   * @param move whether it is a rebalance
   * @param seconds what the accounts were charged for it
   * @param weight the job's weight at that time
   */
  record Ask(
      long number,
      Job job,
      Node node,
      boolean cpuBound,
      boolean move,
      double seconds,
      int weight,
      long at) {}

  /** In the order in which they were asked, which is that in which they lapse. */
  private final LinkedHashMap<Long, Ask> open = new LinkedHashMap<>();

  private long next;

  Asks(long first) {
    this.next = first;
  }

  boolean isEmpty() {
    return open.isEmpty();
  }

  /** Opens a new one, and returns its number. */
  long open(Job job, Node node, boolean move, double seconds, long now) {
    long number = next++;
    boolean cpuBound = job.lane.kind.cpuBound();
    open.put(number, new Ask(number, job, node, cpuBound, move, seconds, job.offer.weight(), now));
    return number;
  }

  /** Closes one, if it is open and belongs to this job. */
  Optional<Ask> close(long number, JobKey job) {
    var ask = open.get(number);
    if (ask == null || !ask.job.key.equals(job)) {
      return Optional.empty();
    }
    open.remove(number);
    return Optional.of(ask);
  }

  /** Closes those that were opened at {@code deadline} or before. */
  List<Ask> closeLapsed(long deadline) {
    var lapsed = new ArrayList<Ask>();
    while (!open.isEmpty() && open.firstEntry().getValue().at - deadline <= 0) {
      lapsed.add(open.pollFirstEntry().getValue());
    }
    return lapsed;
  }
}
