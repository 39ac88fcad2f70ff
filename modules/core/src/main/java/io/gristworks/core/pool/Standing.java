package io.gristworks.core.pool;

import io.gristworks.core.view.QueueStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * What a pool tells of itself.
 *
 * @param gates what holds
 */
record Standing(Gates gates, Workforce workforce, Drain drain, Staffing staffing) {
  private static final int JOBS_MAX = 100;
  private static final int TENANTS_MAX = 1_000;
  private static final int LIMITS_MAX = 1_000;

  private static final Comparator<Job> BY_TURN =
      Comparator.<Job, Boolean>comparing(job -> !job.tenant.first)
          .thenComparing(job -> job.tenant, Tenant.BY_TURN)
          .thenComparing(Job.BY_TURN);

  /** What waits, and what is out, of some jobs. */
  private static final class Sum {
    long tasks;
    long leased;
    double seconds;
    double outSeconds;

    void add(JobOffer offer) {
      tasks += offer.pending();
      leased += offer.hold().leased();
      seconds += offer.pendingSeconds();
      outSeconds += offer.hold().leased() * offer.taskSeconds();
    }
  }

  QueueStatus of(String queue, Collection<Job> jobs, long now) {
    var waiting = new ArrayList<Job>();
    var all = new Sum();
    var tenants = new TreeMap<String, Sum>();
    long longest = 0;
    for (var job : jobs) {
      all.add(job.offer);
      tenants.computeIfAbsent(job.offer.tenant(), _ -> new Sum()).add(job.offer);
      if (job.offer.pending() > 0) {
        waiting.add(job);
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
        all.tasks,
        all.seconds,
        longest / 1e9,
        free,
        workers,
        waiting.stream().limit(JOBS_MAX).map(Standing::describe).toList(),
        load(queue, all, tenants, now));
  }

  private QueueStatus.Load load(String queue, Sum all, TreeMap<String, Sum> tenants, long now) {
    return new QueueStatus.Load(
        gates.rules().stopped(),
        all.leased,
        drain.tasksPerSecond(now),
        drain.secondsPerSecond(now),
        staffing.workers(all.seconds + all.outSeconds, gates.rules().limits().maxConcurrent()),
        describe(tenants),
        gates.parts(queue).limit(LIMITS_MAX).toList());
  }

  /** Of very many, those with the most waiting work. */
  private List<QueueStatus.TenantLoad> describe(TreeMap<String, Sum> tenants) {
    return tenants.entrySet().stream()
        .map(
            each ->
                new QueueStatus.TenantLoad(
                    each.getKey(),
                    gates.rules().tenant(each.getKey()).weight(),
                    each.getValue().tasks,
                    each.getValue().seconds,
                    each.getValue().leased))
        .sorted(Comparator.comparingLong(each -> -each.pendingTasks()))
        .limit(TENANTS_MAX)
        .toList();
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
