package io.gristworks.core.pool;

import io.gristworks.core.message.JobKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What was asked of coordinators and is not answered. */
final class Asks {

  /** What a coordinator was asked for. */
  enum Kind {
    /** To lease pending tasks to a node. */
    GRANT,
    /** To have unstarted tasks come back for a node. */
    MOVE,
    /** To say what is leased. */
    COUNT
  }

  /**
   * One of them.
   *
   * @param node for whom; null where for nobody
   * @param needs what is set aside there of named resources
   * @param seconds what the accounts were charged for it
   * @param tenant whose account
   * @param weight the job's weight at that time
   */
  record Ask(
      long number,
      Kind kind,
      Job job,
      @Nullable Node node,
      Map<String, Integer> needs,
      double seconds,
      Account tenant,
      int weight,
      long at) {
    boolean cpuBound() {
      return job.work.kind.cpuBound();
    }
  }

  /** In the order in which they were asked, which is that in which they lapse. */
  private final LinkedHashMap<Long, Ask> open = new LinkedHashMap<>();

  private long next;

  Asks(long first) {
    this.next = first;
  }

  boolean isEmpty() {
    return open.isEmpty();
  }

  /** Opens a new one, and returns it. */
  Ask open(Kind kind, Job job, @Nullable Node node, double seconds, long now) {
    var needs = node == null ? Map.<String, Integer>of() : node.needs(job.work.kind);
    var ask = new Ask(next++, kind, job, node, needs, seconds, job.tenant, job.offer.weight(), now);
    open.put(ask.number, ask);
    return ask;
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
