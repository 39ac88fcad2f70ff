package io.gristworks.core.pool;

import io.gristworks.core.view.QueueStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;

/** What a pool tells of itself. */
final class Standing {
  private static final int JOBS_MAX = 100;

  private static final Comparator<Job> BY_TURN =
      Comparator.<Job, Tenant>comparing(job -> job.tenant, Tenant.BY_TURN)
          .thenComparing(Job.BY_TURN);

  private Standing() {}

  static QueueStatus of(String queue, Collection<Job> jobs, Workforce workforce, long now) {
    var waiting = new ArrayList<Job>();
    long tasks = 0;
    double seconds = 0;
    long longest = 0;
    for (var job : jobs) {
      if (job.offer.pending() > 0) {
        waiting.add(job);
        tasks += job.offer.pending();
        seconds += job.offer.pendingSeconds();
        longest = Math.max(longest, now - job.waitingSince);
      }
    }
    waiting.sort(BY_TURN);
    int free = 0;
    int workers = 0;
    for (var node : workforce.all()) {
      free += node.free();
      workers += node.workers;
    }
    return new QueueStatus(
        queue,
        tasks,
        seconds,
        longest / 1e9,
        free,
        workers,
        waiting.stream().limit(JOBS_MAX).map(Standing::describe).toList());
  }

  private static QueueStatus.WaitingJob describe(Job job) {
    var offer = job.offer;
    return new QueueStatus.WaitingJob(
        offer.tenant(),
        job.key.batch(),
        job.key.job(),
        offer.operation(),
        offer.weight(),
        offer.pending());
  }
}
