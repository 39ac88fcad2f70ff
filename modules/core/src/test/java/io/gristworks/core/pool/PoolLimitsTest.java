package io.gristworks.core.pool;

import static io.gristworks.core.pool.PoolStory.SCAN;
import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.JobLimits;
import io.gristworks.core.rule.QueueRules;
import io.gristworks.core.rule.TenantRule;
import io.gristworks.testing.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Limits are exact: whatever is lost or late on the way, and whichever pool it is, there is never
 * more leased at once than a limit says, and never more handed out in any time than the rate and
 * its burst allow. And everything is handed out in the end.
 */
class PoolLimitsTest {
  private static final long MILLISECOND = 1_000_000;
  private static final long SECOND = 1_000 * MILLISECOND;

  private record Event(long at, long order, Runnable happens) {}

  private record HandedOut(long at, int tasks) {}

  /** What is under one limit, truly. */
  private static final class Truth {
    final JobLimits limits;
    final List<HandedOut> past = new ArrayList<>();
    long leased;

    Truth(JobLimits limits) {
      this.limits = limits;
    }

    void lease(int tasks, long now) {
      leased += tasks;
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

  private final class Coordinator {
    final JobKey job;
    final String tenant;
    final JobLimits limits;
    final List<Truth> truths;
    long pending;
    long leased;
    long sequence;
    long seen;
    long heardAt;

    Coordinator(JobKey job, String tenant, long pending, JobLimits limits, List<Truth> truths) {
      this.job = job;
      this.tenant = tenant;
      this.pending = pending;
      this.limits = limits;
      this.truths = truths;
    }

    JobOffer offer() {
      var hold = new Hold(leased, ++sequence, seen);
      return new JobOffer(
          job, tenant, SCAN, false, 4, pending, 0, 0.02, job.job() % 5 == 0, limits, hold);
    }

    void tell() {
      var offer = offer();
      send(() -> hear(new PoolNews.Offered(offer)));
    }

    void grant(long grant, int most, Pool from) {
      seen = grant;
      int tasks = (int) Math.min(Math.min(pending, most), random.nextInt(1, 40));
      if (tasks > 0) {
        pending -= tasks;
        leased += tasks;
        truths.forEach(truth -> truth.lease(tasks, now));
        after(random.nextLong(2 * SECOND), () -> ended(tasks));
      }
      var offer = offer();
      send(
          () -> {
            if (pool == from) {
              hear(new PoolNews.Settled(grant, offer, tasks, tasks * 0.02));
            }
          });
    }

    private void ended(int tasks) {
      leased -= tasks;
      truths.forEach(truth -> truth.leased -= tasks);
      demand();
      tell();
    }

    void tellForever() {
      tell();
      after(3 * SECOND, this::tellForever);
    }
  }

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(
          (one, other) ->
              one.at != other.at
                  ? Long.compare(one.at, other.at)
                  : Long.compare(one.order, other.order));
  private final Map<JobKey, Coordinator> coordinators = new TreeMap<>();
  private RandomGenerator random = new SplittableRandom(0);
  private Pool pool = new Pool(PoolSettings.standard(), 1, 0);
  private QueueRules rules = QueueRules.UNKNOWN;
  private double loss;
  private long now;
  private long order;
  private long sequence;
  private long firstGrant = 1;

  @Seeds(150)
  void limitsHoldThoughMessagesAndPoolsAreLost(RandomGenerator seeded) {
    random = seeded;
    loss = random.nextDouble() * 0.2;
    var tenants = new TreeMap<String, TenantRule>();
    var tenantTruths = new TreeMap<String, Truth>();
    for (int tenant = 0; tenant < 3; tenant++) {
      var limits = limits();
      tenants.put("tenant-" + tenant, new TenantRule(tenant + 1, limits, 0));
      tenantTruths.put("tenant-" + tenant, new Truth(limits));
    }
    var ofQueue = limits();
    var ofScan = limits();
    rules = new QueueRules(false, ofQueue, Map.of(SCAN, ofScan), tenants);
    var shared = List.of(new Truth(ofQueue), new Truth(ofScan));
    for (int at = 0; at < random.nextInt(2, 10); at++) {
      var own = at % 2 == 0 ? JobLimits.NONE : new JobLimits(random.nextInt(1, 30), 0);
      var tenant = "tenant-" + at % 3;
      var truths = new ArrayList<>(shared);
      truths.add(tenantTruths.get(tenant));
      truths.add(new Truth(own));
      var key = new JobKey("b" + at, at);
      var one = new Coordinator(key, tenant, random.nextInt(1, 150), own, truths);
      coordinators.put(key, one);
      after(random.nextLong(2 * SECOND), one::tellForever);
    }
    freshPool();
    tick();
    after(10 * SECOND + random.nextLong(10 * SECOND), this::freshPool);
    run(3_600 * SECOND);
    assertThat(coordinators.values()).allSatisfy(each -> assertThat(each.pending).isZero());
  }

  private JobLimits limits() {
    return switch (random.nextInt(4)) {
      case 0 -> new JobLimits(random.nextInt(1, 60), 0);
      case 1 -> new JobLimits(0, 2 + random.nextDouble() * 100);
      case 2 -> new JobLimits(random.nextInt(1, 60), 2 + random.nextDouble() * 100);
      default -> JobLimits.NONE;
    };
  }

  private void run(long until) {
    while (!events.isEmpty() && now < until && !isDone()) {
      var event = events.remove();
      now = event.at;
      event.happens.run();
    }
  }

  private boolean isDone() {
    return coordinators.values().stream().allMatch(each -> each.pending == 0);
  }

  private void after(long delay, Runnable happens) {
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

  private void tick() {
    hear(new PoolNews.Ticked());
    demand();
    after(50 * MILLISECOND, this::tick);
  }

  private void freshPool() {
    firstGrant += 1_000_000;
    pool = new Pool(PoolSettings.standard(), firstGrant, now);
    hear(new PoolNews.RulesChanged(rules));
    demand();
  }

  private void demand() {
    hear(new PoolNews.Demanded(new NodeDemand("ana", ++sequence, 8, 8, 16, Set.of(SCAN))));
  }

  private void hear(PoolNews news) {
    for (var effect : pool.hear(news, now)) {
      var from = pool;
      if (effect instanceof PoolEffect.AskGrant ask) {
        sendInOrder(() -> at(ask.job()).grant(ask.grant(), ask.mostTasks(), from));
      } else if (effect instanceof PoolEffect.AskOffer ask) {
        sendInOrder(() -> at(ask.job()).grant(ask.grant(), 0, from));
      }
    }
  }

  private Coordinator at(JobKey job) {
    return Objects.requireNonNull(coordinators.get(job));
  }
}
