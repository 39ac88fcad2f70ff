package io.gristworks.core.pool;

import static io.gristworks.core.pool.PoolStory.SCAN;
import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.JobLimits;
import io.gristworks.core.rule.ClusterRules;
import io.gristworks.core.share.Allotment;
import io.gristworks.core.share.Claim;
import io.gristworks.core.share.Divider;
import io.gristworks.core.view.QueueStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Queues with their pools and coordinators, maybe a divider of limits, and a network that loses,
 * delays and doubles. What is leased in truth is held against the limits with each lease. The same
 * seed is the same day.
 */
final class LimitsWorld {
  static final long MILLISECOND = 1_000_000;
  static final long SECOND = 1_000 * MILLISECOND;

  private record Event(long at, long order, Runnable happens) {}

  private record HandedOut(long at, int tasks) {}

  /** What is under one limit, truly. */
  static final class Truth {
    JobLimits limits;
    private final List<HandedOut> past = new ArrayList<>();
    long leased;
    long most;

    Truth(JobLimits limits) {
      this.limits = limits;
    }

    /** How many tasks have been handed out under it. */
    long tasks() {
      return past.stream().mapToLong(each -> each.tasks).sum();
    }

    void lease(int tasks, long now) {
      leased += tasks;
      most = Math.max(most, leased);
      past.add(new HandedOut(now, tasks));
      if (limits.maxConcurrent() > 0) {
        assertThat(leased).isLessThanOrEqualTo(limits.maxConcurrent());
      }
      if (limits.perSecond() > 0) {
        double burst = Math.max(1, limits.perSecond());
        long inWindow = 0;
        for (int at = past.size() - 1; at >= 0; at--) {
          inWindow += past.get(at).tasks;
          double window = (now - past.get(at).at) / 1e9;
          assertThat((double) inWindow)
              .isLessThanOrEqualTo(burst + limits.perSecond() * window + 1e-6);
        }
      }
    }
  }

  /** One that owns a job. */
  final class Coordinator {
    final JobKey job;
    final Queue queue;
    final String tenant;
    final JobLimits limits;
    final List<Truth> truths;
    long pending;
    private long leased;
    private long sequence;
    private long seen;

    private Coordinator(
        JobKey job,
        Queue queue,
        String tenant,
        long pending,
        JobLimits limits,
        List<Truth> truths) {
      this.job = job;
      this.queue = queue;
      this.tenant = tenant;
      this.pending = pending;
      this.limits = limits;
      this.truths = truths;
    }

    private JobOffer offer() {
      var hold = new Hold(leased, ++sequence, seen);
      return new JobOffer(
          job, tenant, SCAN, false, 4, pending, 0, 0.02, job.job() % 5 == 0, limits, hold);
    }

    private void tell() {
      var offer = offer();
      send(() -> queue.hear(new PoolNews.Offered(offer)));
    }

    private void grant(long grant, int most, Pool from) {
      seen = grant;
      int tasks = (int) Math.min(Math.min(pending, most), random.nextInt(1, 40));
      if (tasks > 0) {
        pending -= tasks;
        leased += tasks;
        truths.forEach(truth -> truth.lease(tasks, now));
        after(random.nextLong(taskNanosMax), () -> ended(tasks));
      }
      var offer = offer();
      send(
          () -> {
            if (queue.pool == from) {
              queue.hear(new PoolNews.Settled(grant, offer, tasks, tasks * 0.02));
            }
          });
    }

    private void ended(int tasks) {
      leased -= tasks;
      truths.forEach(truth -> truth.leased -= tasks);
      queue.demand();
      tell();
    }

    private void tellForever() {
      tell();
      after(3 * SECOND, this::tellForever);
    }
  }

  /** One with its pool, in which a single node works. */
  final class Queue {
    final String name;
    private ClusterRules rules = ClusterRules.NONE;
    private Pool pool;
    private long firstGrant = 1;
    private long sequence;

    private Queue(String name) {
      this.name = name;
      this.pool = pool();
      tick();
    }

    private Pool pool() {
      return divided
          ? Pool.sharing(name, PoolSettings.standard(), firstGrant, now)
          : new Pool(PoolSettings.standard(), firstGrant, now);
    }

    QueueStatus status() {
      return pool.status(name, now);
    }

    /** Of the limits that are divided. */
    double part() {
      return status().load().limits().stream().mapToDouble(QueueStatus.LimitPart::part).sum();
    }

    void freshPool() {
      firstGrant += 1_000_000;
      pool = pool();
      hear(new PoolNews.RulesChanged(rules.of(name)));
      demand();
    }

    void follow(ClusterRules others) {
      rules = others;
      hear(new PoolNews.RulesChanged(rules.of(name)));
    }

    private void tick() {
      hear(new PoolNews.Ticked());
      demand();
      after(50 * MILLISECOND, this::tick);
    }

    private void demand() {
      hear(new PoolNews.Demanded(new NodeDemand("ana", ++sequence, 8, 8, 16, Set.of(SCAN))));
    }

    private void hear(PoolNews news) {
      for (var effect : pool.hear(news, now)) {
        var from = pool;
        switch (effect) {
          case PoolEffect.AskGrant ask ->
              sendInOrder(() -> at(ask.job()).grant(ask.grant(), ask.mostTasks(), from));
          case PoolEffect.AskOffer ask ->
              sendInOrder(() -> at(ask.job()).grant(ask.grant(), 0, from));
          default -> {}
        }
      }
      pool.claim(now).ifPresent(this::claim);
    }

    private void claim(Claim claim) {
      claims++;
      sendBadly(() -> divider.ifPresent(it -> LimitsWorld.this.tell(it.hear(claim, now))));
    }
  }

  final Map<JobKey, Coordinator> coordinators = new TreeMap<>();
  final Map<String, Queue> queues = new TreeMap<>();
  final RandomGenerator random;
  long taskNanosMax = 2 * SECOND;
  double loss;
  long now;
  long claims;

  private final boolean divided;
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(
          (one, other) ->
              one.at != other.at
                  ? Long.compare(one.at, other.at)
                  : Long.compare(one.order, other.order));
  private Optional<Divider> divider = Optional.empty();
  private ClusterRules rules = ClusterRules.NONE;
  private long order;

  /**
   * An empty one.
   *
   * @param divided whether limits of tenants and operations are divided between queues
   */
  LimitsWorld(RandomGenerator random, boolean divided) {
    this.random = random;
    this.divided = divided;
    if (divided) {
      freshDivider();
      tickDivider();
    }
  }

  /** Adds a queue. */
  Queue queue(String name) {
    var queue = new Queue(name);
    queue.follow(rules);
    queues.put(name, queue);
    return queue;
  }

  /** Adds a job, whose coordinator tells of it from a moment within two seconds. */
  void job(int number, Queue queue, String tenant, long tasks, JobLimits own, List<Truth> truths) {
    var key = new JobKey("b" + number, number);
    var all = new ArrayList<>(truths);
    all.add(new Truth(own));
    var one = new Coordinator(key, queue, tenant, tasks, own, all);
    coordinators.put(key, one);
    after(random.nextLong(2 * SECOND), one::tellForever);
  }

  /** Other rules hold, for the divider and each pool from a moment within a second. */
  void follow(ClusterRules others) {
    rules = others;
    after(random.nextLong(SECOND), () -> divider.ifPresent(it -> tell(it.follow(others, now))));
    for (var queue : queues.values()) {
      after(random.nextLong(SECOND), () -> queue.follow(others));
    }
  }

  /** The divider is lost and begins anew; its clock may be behind the other's. */
  void freshDivider() {
    long epoch = now / SECOND + random.nextLong(20);
    var settings = PoolSettings.standard();
    var fresh = new Divider(settings.settle(), settings.leaseLapse(), epoch, now);
    divider = Optional.of(fresh);
    tell(fresh.follow(rules, now));
  }

  private void tickDivider() {
    divider.ifPresent(it -> tell(it.tick(now)));
    after(SECOND / 2, this::tickDivider);
  }

  private void tell(List<Allotment> allotments) {
    for (var each : allotments) {
      sendBadly(
          () ->
              Optional.ofNullable(queues.get(each.queue()))
                  .ifPresent(queue -> queue.hear(new PoolNews.Allotted(each))));
    }
  }

  /** Lets time pass until all is handed out, or longer than so. */
  void runUntilDone(Duration most) {
    run(most, true);
  }

  /** Lets so much time pass. */
  void run(Duration time) {
    run(time, false);
  }

  private void run(Duration time, boolean untilDone) {
    long until = now + time.toNanos();
    while (!events.isEmpty() && events.peek().at <= until && !(untilDone && isDone())) {
      var event = events.remove();
      now = event.at;
      event.happens.run();
    }
    now = untilDone ? now : until;
  }

  private boolean isDone() {
    return coordinators.values().stream().allMatch(each -> each.pending == 0);
  }

  void after(long delay, Runnable happens) {
    events.add(new Event(now + delay, order++, happens));
  }

  /** In any order, if at all. */
  private void send(Runnable arrives) {
    if (random.nextDouble() >= loss) {
      after(random.nextLong(20 * MILLISECOND), arrives);
    }
  }

  /** What a pool says to coordinators arrives in order, if at all. */
  private void sendInOrder(Runnable arrives) {
    if (random.nextDouble() >= loss) {
      after(20 * MILLISECOND, arrives);
    }
  }

  /** Once, never, twice, or very late. */
  private void sendBadly(Runnable arrives) {
    send(arrives);
    if (random.nextDouble() < loss) {
      after(random.nextLong(4 * SECOND), arrives);
    }
  }

  private Coordinator at(JobKey job) {
    return Objects.requireNonNull(coordinators.get(job));
  }
}
