package io.gristworks.core.pool;

import io.gristworks.core.message.JobOffer;
import io.gristworks.core.view.QueueStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a pool tells of its queues. */
final class QueueReport {
  private static final int QUEUES_MAX = 1_000;
  private static final int JOBS_MAX = 100;
  private static final int TENANTS_MAX = 1_000;
  private static final int LIMITS_MAX = 1_000;

  /**
   * The most jobs, tenants and limits of all queues together, as all of it goes in one message: of
   * each queue, its share.
   */
  private static final int LISTED_MAX = 1_000;

  private static final Comparator<Job> BY_TURN =
      Comparator.<Job, Boolean>comparing(job -> !job.tenant.first)
          .thenComparing(Job.BY_TURN_OF_ALL);

  /** What there was of late in a queue. */
  private static final class Activity {
    private final Throughput throughput;
    private long busyAt;

    private Activity(long now) {
      this.throughput = new Throughput(now);
      this.busyAt = now;
    }
  }

  private final PoolSettings settings;
  private final Limits limits;
  private final NodeCredits nodes;
  private final long bornAt;
  private final Map<String, Activity> queues = new TreeMap<>();

  /** How much of each queue is listed. */
  private int share;

  QueueReport(PoolSettings settings, Limits limits, NodeCredits nodes, long now) {
    this.settings = settings;
    this.limits = limits;
    this.nodes = nodes;
    this.bornAt = now;
  }

  private Activity activity(String queue) {
    return queues.computeIfAbsent(queue, _ -> new Activity(bornAt));
  }

  /** There was something of a queue. */
  void busy(String queue, long now) {
    activity(queue).busyAt = now;
  }

  /** So many tasks were handed out, with so many expected seconds of work. */
  void handedOut(String queue, int tasks, double seconds, long now) {
    activity(queue).throughput.handedOut(tasks, seconds, now);
  }

  /** Forgets queues without work. */
  void tidy(long now) {
    long deadline = now - settings.lapses().queue().toNanos();
    queues.values().removeIf(each -> each.busyAt - deadline < 0);
  }

  /** What waits, and what is out, of some jobs. */
  private static final class Sum {
    long tasks;
    long leased;
    double seconds;
    double outSeconds;

    void add(JobOffer offer) {
      tasks += offer.pending();
      leased += offer.count().leased();
      seconds += offer.pendingSeconds();
      outSeconds += offer.count().leased() * offer.taskSeconds();
    }
  }

  /**
   * How the queues stand that have jobs, or had some of late.
   *
   * @return by name
   */
  List<QueueStatus> of(Collection<Job> jobs, long now) {
    int free = 0;
    int workers = 0;
    for (var node : nodes.all()) {
      free += node.free();
      workers += node.workers;
    }
    var byQueue = new TreeMap<String, List<Job>>();
    queues.keySet().forEach(queue -> byQueue.put(queue, new ArrayList<>()));
    for (var job : jobs) {
      byQueue.computeIfAbsent(job.offer.queue(), _ -> new ArrayList<>()).add(job);
    }
    var all = new ArrayList<QueueStatus>();
    share = Math.max(1, LISTED_MAX / Math.max(1, byQueue.size()));
    for (var each : byQueue.entrySet()) {
      if (all.size() < QUEUES_MAX) {
        all.add(of(each.getKey(), each.getValue(), free, workers, now));
      }
    }
    return all;
  }

  private QueueStatus of(String queue, List<Job> jobs, int free, int workers, long now) {
    var waiting = new ArrayList<Job>();
    var all = new Sum();
    var tenants = new TreeMap<String, Sum>();
    var operations = new TreeSet<String>();
    long longest = 0;
    for (var job : jobs) {
      all.add(job.offer);
      tenants.computeIfAbsent(job.offer.tenant(), _ -> new Sum()).add(job.offer);
      operations.add(job.offer.operation());
      if (job.offer.pending() > 0) {
        waiting.add(job);
        longest = Math.max(longest, now - job.waitingSince);
      }
    }
    waiting.sort(BY_TURN);
    return new QueueStatus(
        queue,
        all.tasks,
        all.seconds,
        longest / 1e9,
        free,
        workers,
        waiting.stream().limit(Math.min(share, JOBS_MAX)).map(QueueReport::describe).toList(),
        load(queue, all, tenants, operations, now));
  }

  private QueueStatus.Load load(
      String queue, Sum all, Map<String, Sum> tenants, Set<String> operations, long now) {
    var drain = activity(queue).throughput;
    var uses = new ArrayList<>(limits.queue(queue, now).uses("queue", queue));
    tenants.keySet().forEach(name -> uses.addAll(limits.tenant(name, now).uses("tenant", name)));
    operations.forEach(name -> uses.addAll(limits.operation(name, now).uses("operation", name)));
    return new QueueStatus.Load(
        limits.rules().stop().isPresent(),
        all.leased,
        drain.tasksPerSecond(now),
        drain.secondsPerSecond(now),
        settings
            .workers()
            .workers(
                all.seconds + all.outSeconds, limits.rules().queue(queue).limits().maxConcurrent()),
        describe(tenants),
        uses.stream().limit(Math.min(share, LIMITS_MAX)).toList());
  }

  /** Of very many, those with the most waiting work. */
  private List<QueueStatus.TenantLoad> describe(Map<String, Sum> tenants) {
    return tenants.entrySet().stream()
        .map(
            each ->
                new QueueStatus.TenantLoad(
                    each.getKey(),
                    limits.rules().tenant(each.getKey()).weight(),
                    each.getValue().tasks,
                    each.getValue().seconds,
                    each.getValue().leased))
        .sorted(Comparator.comparingLong(each -> -each.pendingTasks()))
        .limit(Math.min(share, TENANTS_MAX))
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
