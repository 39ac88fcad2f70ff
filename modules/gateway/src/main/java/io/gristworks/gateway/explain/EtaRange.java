package io.gristworks.gateway.explain;

import io.gristworks.core.view.BatchStatus;
import io.gristworks.core.view.JobStatus;
import io.gristworks.core.view.QueueStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How long something will take still, between two bounds.
 *
 * <p>At a rate that is known, what is left takes left ÷ rate, give or take 1 ÷ √(tasks that have
 * ended), between 12 % and 100 %. Before there is a rate it takes at least as long as all workers
 * of the queue need for the job alone, and at most as long as they need for all that waits there.
 * What must come first, jobs and times, is added.
 *
 * @param lowSeconds at least about so long, from 0
 * @param highSeconds at most about so long
 */
public record EtaRange(double lowSeconds, double highSeconds) {
  /** Where tasks take 2 to 200 ms, one estimate in ten is off by so much ({@code bench eta}). */
  private static final double LEAST_SPREAD = 0.12;

  private static final EtaRange NONE = new EtaRange(0, 0);

  /** One after the other. */
  private EtaRange then(EtaRange next) {
    return new EtaRange(lowSeconds + next.lowSeconds, highSeconds + next.highSeconds);
  }

  /** Both beside each other. */
  private EtaRange and(EtaRange other) {
    return new EtaRange(
        Math.max(lowSeconds, other.lowSeconds), Math.max(highSeconds, other.highSeconds));
  }

  /**
   * Of a whole batch: of the job that takes longest.
   *
   * @param queues what waits where, as far as that is known; may be empty
   * @return empty where nothing is known of a job
   */
  public static Optional<EtaRange> of(BatchStatus batch, List<QueueStatus> queues, Instant now) {
    return new Reckoning(batch, queues, now).batch();
  }

  /** Of one job; see {@link #of(BatchStatus, List, Instant)}. */
  public static Optional<EtaRange> of(
      BatchStatus batch, JobStatus job, List<QueueStatus> queues, Instant now) {
    return new Reckoning(batch, queues, now).job(job);
  }

  /** Of one job at the rate of now alone, whatever must come first; O(1). */
  public static Optional<EtaRange> atRate(JobStatus job) {
    long left = job.counts().total() - job.counts().completed();
    if (job.status().isFinal() || job.tasksPerSecond() <= 0) {
      return Optional.empty();
    }
    double seconds = (double) left / job.tasksPerSecond();
    double doubt =
        Math.clamp(
            1 / Math.sqrt(Math.max(1.0, (double) job.counts().completed())), LEAST_SPREAD, 1);
    return Optional.of(new EtaRange(seconds / (1 + doubt), seconds * (1 + doubt)));
  }

  private static final class Reckoning {
    private final BatchStatus batch;
    private final List<QueueStatus> queues;
    private final Instant now;
    private final Map<String, JobStatus> byName = new HashMap<>();
    private final Map<String, Optional<EtaRange>> known = new HashMap<>();

    Reckoning(BatchStatus batch, List<QueueStatus> queues, Instant now) {
      this.batch = batch;
      this.queues = queues;
      this.now = now;
      batch.jobs().forEach(job -> byName.put(job.name(), job));
    }

    Optional<EtaRange> batch() {
      var all = NONE;
      for (var job : batch.jobs()) {
        var range = job(job);
        if (range.isEmpty()) {
          return range;
        }
        all = all.and(range.get());
      }
      return Optional.of(all);
    }

    /** In the order in which jobs wait for each other; without recursion, chains may be long. */
    Optional<EtaRange> job(JobStatus wanted) {
      var open = new ArrayList<JobStatus>(List.of(wanted));
      while (!open.isEmpty()) {
        var job = open.getLast();
        var missing =
            job.after().stream()
                .map(byName::get)
                .filter(other -> other != null && !known.containsKey(other.name()))
                .toList();
        if (missing.isEmpty()) {
          open.removeLast();
          known.put(job.name(), reckon(job));
        } else if (open.size() > batch.jobs().size()) {
          return Optional.empty();
        } else {
          open.add(missing.getFirst());
        }
      }
      return known.getOrDefault(wanted.name(), Optional.empty());
    }

    private Optional<EtaRange> reckon(JobStatus job) {
      if (job.status().isFinal()) {
        return Optional.of(NONE);
      }
      if (job.detail().paused() != null || !batch.waitingFor().isEmpty()) {
        return Optional.empty();
      }
      var first = NONE;
      for (var name : job.after()) {
        var range = known.getOrDefault(name, Optional.of(NONE));
        if (range.isEmpty()) {
          return range;
        }
        first = first.and(range.get());
      }
      var start = job.detail().startAt();
      if (start != null && start.isAfter(now)) {
        double wait = Duration.between(now, start).toSeconds();
        first = first.and(new EtaRange(wait, wait));
      }
      return own(job).map(first::then);
    }

    private Optional<EtaRange> own(JobStatus job) {
      long left = job.counts().total() - job.counts().completed();
      if (left == 0) {
        return job.counts().total() == 0 ? Optional.empty() : Optional.of(NONE);
      }
      if (job.tasksPerSecond() > 0) {
        return atRate(job);
      }
      var queue = queues.stream().filter(it -> it.queue().equals(job.queue())).findFirst();
      if (queue.isEmpty() || queue.get().workers() == 0 || job.attempts() == 0) {
        return Optional.empty();
      }
      double alone =
          (double) left * (job.busyMicros() / 1e6 / job.attempts()) / queue.get().workers();
      double behindAll = queue.get().backlogSeconds() / queue.get().workers();
      return Optional.of(new EtaRange(alone, Math.max(alone, alone + behindAll)));
    }
  }
}
