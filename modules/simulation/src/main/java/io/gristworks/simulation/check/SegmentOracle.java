package io.gristworks.simulation.check;

import static io.gristworks.simulation.check.InvariantViolation.unless;

import io.gristworks.core.batch.Reports.JobReport;
import io.gristworks.core.batch.Reports.StoredReport;
import io.gristworks.core.message.ToNode.Lease;
import io.gristworks.core.task.SegmentRef;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.UUID;

/**
 * I16, I28: the stored segments of outcomes of one batch. Each is counted once or discarded. What
 * was stored when its node was lost, and could be counted, does not run again.
 */
public final class SegmentOracle {
  private final Records records;
  private final boolean keeps;
  private final List<JobOracle> jobs;
  private final Set<UUID> counted = new HashSet<>();
  private final Set<UUID> discarded = new HashSet<>();
  private final Map<UUID, Stored> open = new LinkedHashMap<>();
  private final Map<Long, Long> grantedAt = new HashMap<>(); // asked by key only

  /** By task, which attempt is told of. */
  private record Stored(int job, Map<Integer, Integer> attempts, long firstLease, long at) {}

  /**
   * When a coordinator may have learned that nodes are lost.
   *
   * @param began when it read the journal: earlier coordinators and nodes may have been lost then
   * @param losses when leases that it knew were lost
   */
  public record Losses(long began, NavigableSet<Long> losses) {}

  SegmentOracle(Records records, boolean keeps, List<JobOracle> jobs) {
    this.records = records;
    this.keeps = keeps;
    this.jobs = jobs;
  }

  /**
   * A segment is durable from now on.
   *
   * @param firstLease the lowest number of a lease that its outcomes are of
   */
  public void stored(StoredReport segment, long firstLease, long now) {
    var report = segment.report();
    var id = report.segment().id();
    if (!keeps || counted.contains(id) || discarded.contains(id) || open.containsKey(id)) {
      return;
    }
    var attempts = new HashMap<Integer, Integer>();
    report.succeeded().forEach(task -> attempts.put(task, 1));
    segment.later().forEach((attempt, tasks) -> tasks.forEach(task -> attempts.put(task, attempt)));
    report.failures().forEach(failure -> attempts.put(failure.task(), failure.attempt()));
    open.put(id, new Stored(report.job(), attempts, firstLease, now));
  }

  /** Some coordinator could not read in time what is stored. */
  public void unread() {
    open.clear();
  }

  /** I2, I16: a segment is counted; says what is stored of it. */
  JobReport counted(SegmentRef ref) {
    var id = ref.id();
    unless(!keeps || counted.add(id), "I2", "segment %s was counted twice", id);
    unless(!discarded.contains(id), "I16", "segment %s was counted after it was discarded", id);
    open.remove(id);
    var segment = records.outcomes(id);
    if (segment == null) {
      throw new InvariantViolation("I16", "counted, but not stored: " + ref);
    }
    return segment;
  }

  /** I16: segments are given up. */
  void discarded(Collection<UUID> segments) {
    segments.forEach(
        it -> unless(!counted.contains(it), "I16", "discarded, though counted: %s", it));
    discarded.addAll(segments);
    segments.forEach(open::remove);
  }

  /**
   * I28: a lease is given out.
   *
   * @param losses what its coordinator has heard
   */
  public void granted(Lease grant, Losses losses, long now) {
    grantedAt.put(grant.number(), now);
    open.forEach(
        (id, stored) -> {
          if (stored.job == grant.job() && stored.at < lostAt(stored, grant, losses)) {
            for (int task : grant.tasks().bits()) {
              unless(
                  stored.attempts.getOrDefault(task, 0) - 1
                          != grant.failedAttempts().getOrDefault(task, 0)
                      || !isCountable(stored),
                  "I28",
                  "task %d of %s runs again in lease %d, and its outcome is stored in %s",
                  task,
                  jobs.get(stored.job).spec().name(),
                  grant.number(),
                  id);
            }
          }
        });
  }

  /** What was stored before is to be counted by this coordinator; what came later need not be. */
  private long lostAt(Stored stored, Lease grant, Losses losses) {
    if (stored.firstLease >>> 32 < grant.number() >>> 32) {
      return losses.began();
    }
    var lost = losses.losses().higher(grantedAt.getOrDefault(stored.firstLease, Long.MAX_VALUE));
    return lost == null ? Long.MIN_VALUE : lost;
  }

  private boolean isCountable(Stored stored) {
    return stored.attempts.entrySet().stream()
        .allMatch(each -> jobs.get(stored.job).isNext(each.getKey(), each.getValue()));
  }

  /** I16: what was counted is stored, also when the day is over. */
  void check() {
    for (var segment : counted) {
      unless(records.outcomes(segment) != null, "I16", "counted, and deleted: %s", segment);
    }
  }
}
