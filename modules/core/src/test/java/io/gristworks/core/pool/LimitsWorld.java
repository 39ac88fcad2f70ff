package io.gristworks.core.pool;

import static io.gristworks.core.pool.PoolStory.SCAN;
import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.JobLimits;
import io.gristworks.core.message.JobKey;
import io.gristworks.core.message.JobOffer;
import io.gristworks.core.message.LeasedCount;
import io.gristworks.core.message.NodeHolding;
import io.gristworks.core.message.NodeHoldings;
import io.gristworks.core.message.ToCoordinator.Grant;
import io.gristworks.core.message.ToCoordinator.TellOffer;
import io.gristworks.core.message.ToPool;
import io.gristworks.core.rule.ClusterRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Coordinators, nodes and pools that come and go, of which two may live at a time, and a network
 * that loses, delays and doubles. What nodes hold is held against the limits with each lease. The
 * same seed is the same day.
 */
final class LimitsWorld {
  static final long MILLISECOND = 1_000_000;
  static final long SECOND = 1_000 * MILLISECOND;

  private record Event(long at, long order, Runnable happens) {}

  private record HandedOut(long at, int tasks) {}

  /** What is under one limit, truly. */
  static final class Truth {
    private final JobLimits limits;
    private final List<HandedOut> past = new ArrayList<>();
    long held;
    long most;

    Truth(JobLimits limits) {
      this.limits = limits;
    }

    /** A node has taken tasks that were handed out then. */
    private void taken(int tasks, long handedOutAt) {
      held += tasks;
      most = Math.max(most, held);
      past.add(new HandedOut(handedOutAt, tasks));
      if (limits.maxConcurrent() > 0) {
        assertThat(held).isLessThanOrEqualTo(limits.maxConcurrent());
      }
    }

    /** In no time was more handed out than the rate and its burst allow. */
    void checkRate() {
      if (limits.perSecond() == 0) {
        return;
      }
      past.sort(Comparator.comparingLong(HandedOut::at));
      double level = 0;
      long at = Long.MIN_VALUE / 2;
      for (var each : past) {
        level = Math.max(0, level - limits.perSecond() * ((each.at - at) / 1e9)) + each.tasks;
        at = each.at;
        assertThat(level).isLessThanOrEqualTo(Math.max(1, limits.perSecond()) + 1e-6);
      }
    }
  }

  /** One that owns a job. */
  final class Coordinator {
    final JobKey job;
    final String queue;
    final String tenant;
    final JobLimits limits;
    final List<Truth> truths;
    long pending;
    private long epoch;
    private boolean silent;
    private long leased;
    private long sequence;
    private long seen;

    private Coordinator(
        JobKey job,
        String queue,
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
      var count = new LeasedCount(leased, epoch, ++sequence, seen);
      boolean first = job.job() % 5 == 0;
      return new JobOffer(
          job, queue, tenant, SCAN, false, 4, pending, 0, 0.02, first, limits, count);
    }

    private void poolIs(long other) {
      if (other > epoch && !silent) {
        epoch = other;
        seen = 0;
        tell();
      }
    }

    private void tell() {
      if (!silent) {
        var offer = offer();
        pools.forEach(
            pool ->
                send(() -> pool.handle(new PoolInput.FromCoordinator(new ToPool.Offer(offer)))));
      }
    }

    private void grant(long grant, int most, Node node, Host from) {
      long granting = PoolEpoch.of(grant);
      poolIs(granting);
      if (silent || granting < epoch) {
        return;
      }
      seen = grant;
      int tasks = (int) Math.min(Math.min(pending, most), random.nextInt(1, 40));
      if (tasks > 0) {
        pending -= tasks;
        leased += tasks;
        long at = now;
        if (random.nextDouble() < loss) {
          after(10 * SECOND, () -> cameBack(tasks)); // its lease lapses
        } else {
          after(random.nextLong(20 * MILLISECOND), () -> node.take(this, tasks, granting, at));
        }
      }
      var offer = offer();
      send(
          () ->
              from.handle(
                  new PoolInput.FromCoordinator(
                      new ToPool.GrantSettled(grant, offer, tasks, tasks * 0.02))));
    }

    private void cameBack(int tasks) {
      pending += tasks;
      leased -= tasks;
      tell();
    }

    private void ended(int tasks) {
      leased -= tasks;
      tell();
    }

    private void tellForever() {
      tell();
      after(3 * SECOND, this::tellForever);
    }

    /** Says and hears nothing for a while, as one that dies and is taken over from. */
    void falls(long nanos) {
      silent = true;
      after(
          nanos,
          () -> {
            silent = false;
            tell();
          });
    }
  }

  /** One that runs tasks. */
  private final class Node {
    private final String name;
    private final Map<JobKey, Long> held = new TreeMap<>();
    private long epoch;
    private long sequence;

    private Node(String name) {
      this.name = name;
      demandForever();
    }

    private void take(Coordinator from, int tasks, long granting, long handedOutAt) {
      if (granting < epoch) {
        after(random.nextLong(20 * MILLISECOND), () -> from.cameBack(tasks));
        return;
      }
      held.merge(from.job, (long) tasks, Long::sum);
      from.truths.forEach(truth -> truth.taken(tasks, handedOutAt));
      after(
          random.nextLong(taskNanosMax),
          () -> {
            held.merge(from.job, (long) -tasks, Long::sum);
            from.truths.forEach(truth -> truth.held -= tasks);
            after(random.nextLong(20 * MILLISECOND), () -> from.ended(tasks));
            demand();
          });
    }

    private void poolIs(Host pool, boolean counts) {
      epoch = Math.max(epoch, pool.epoch());
      if (counts && pool.epoch() == epoch) {
        var told = new ArrayList<NodeHolding>();
        held.forEach(
            (job, tasks) -> {
              if (tasks > 0) {
                var of = at(job);
                told.add(new NodeHolding(job, of.queue, of.tenant, SCAN, false, tasks));
              }
            });
        NodeHoldings.of(told, 1)
            .forEach(
                part ->
                    send(
                        () ->
                            pool.handle(
                                new PoolInput.FromNode(
                                    name, new ToPool.HoldingsTold(pool.epoch(), part)))));
      }
    }

    private void demandForever() {
      demand();
      after(50 * MILLISECOND, this::demandForever);
    }

    private void demand() {
      var demand = new NodeDemand(name, ++sequence, 8, 8, 16, Set.of(SCAN));
      pools.forEach(pool -> pool.handle(demand.input()));
    }
  }

  /** A pool, as long as it lives. */
  private final class Host {
    private final Pool pool;
    private boolean lives = true;

    private Host(long epoch) {
      this.pool = new Pool(PoolSettings.STANDARD, epoch, nodes.keySet(), now);
    }

    private void begin() {
      handle(new PoolInput.RulesChanged(rules));
      tick();
      announce();
    }

    private long epoch() {
      return pool.epoch();
    }

    private void tick() {
      if (lives) {
        handle(new PoolInput.Ticked());
        after(50 * MILLISECOND, this::tick);
      }
    }

    private void announce() {
      if (lives) {
        boolean counts = pool.counts();
        nodes.values().forEach(node -> sendBadly(() -> node.poolIs(this, counts)));
        coordinators.values().forEach(each -> sendBadly(() -> each.poolIs(epoch())));
        after(SECOND, this::announce);
      }
    }

    private void handle(PoolInput news) {
      if (!lives) {
        return;
      }
      for (var effect : pool.handle(news, now)) {
        switch (effect) {
          case PoolEffect.SendToCoordinator(var job, Grant ask) -> {
            var node = Objects.requireNonNull(nodes.get(ask.node()));
            sendInOrder(() -> at(job).grant(ask.grant(), ask.mostTasks(), node, this));
          }
          case PoolEffect.SendToCoordinator(var job, TellOffer ask) ->
              sendInOrder(
                  () -> at(job).grant(ask.grant(), 0, nodes.values().iterator().next(), this));
          default -> {}
        }
      }
    }
  }

  final Map<JobKey, Coordinator> coordinators = new TreeMap<>();
  final RandomGenerator random;
  final ClusterRules rules;
  long taskNanosMax = 2 * SECOND;
  double loss;
  long now;

  private final List<Host> pools = new ArrayList<>();
  private final Map<String, Node> nodes = new TreeMap<>();
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(
          (one, other) ->
              one.at != other.at
                  ? Long.compare(one.at, other.at)
                  : Long.compare(one.order, other.order));
  private long order;
  private long epoch;

  /** One with some nodes and a pool. */
  LimitsWorld(RandomGenerator random, ClusterRules rules, int nodes) {
    this.random = random;
    this.rules = rules;
    for (int node = 0; node < nodes; node++) {
      this.nodes.put("node-" + node, new Node("node-" + node));
    }
    freshPool(0);
  }

  /** Adds a job, whose coordinator tells of it from a moment within two seconds. */
  void job(int number, String queue, String tenant, long tasks, JobLimits own, List<Truth> truths) {
    var key = new JobKey("b" + number, number);
    var all = new ArrayList<>(truths);
    all.add(new Truth(own));
    var one = new Coordinator(key, queue, tenant, tasks, own, all);
    coordinators.put(key, one);
    after(random.nextLong(2 * SECOND), one::tellForever);
  }

  /** Another pool begins, and the one before goes on for a while. */
  void freshPool(long before) {
    var earlier = List.copyOf(pools);
    after(
        before,
        () -> {
          earlier.forEach(pool -> pool.lives = false);
          pools.removeAll(earlier);
        });
    epoch = PoolEpoch.after(epoch, 1);
    var fresh = new Host(epoch);
    pools.add(fresh);
    fresh.begin();
  }

  /** Lets time pass until all is handed out, or longer than so. */
  void runUntilDone(Duration most) {
    long until = now + most.toNanos();
    while (!events.isEmpty() && events.peek().at <= until && !isDone()) {
      var event = events.remove();
      now = event.at;
      event.happens.run();
    }
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
