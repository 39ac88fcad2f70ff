package io.gristworks.simulation.check;

import io.gristworks.core.batch.JobLimits;
import io.gristworks.core.message.ToNode.Lease;
import io.gristworks.core.rule.ClusterRules;
import io.gristworks.core.view.QueueStatus.LimitUse;
import io.gristworks.simulation.world.Timeline;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is under each limit, truly.
 *
 * <p>L1: never do more tasks run than a limit of concurrency says. L2: in any time no more is
 * handed out than burst + rate × time. L3: nothing counts against a limit for long that is not out.
 * They hold on days on which nothing is lost, late or cut off: whoever is thought dead is dead
 * then, and so its tasks do not run.
 */
public final class LimitOracle {
  private static final long SECOND = 1_000_000_000;

  /**
   * Tasks that a node holds of a lease, and has not run yet.
   *
   * @param tasks how many, from 0
   */
  public record Held(Lease terms, int tasks) {}

  private record Handed(long at, int tasks) {}

  private record LeaseKey(String batch, long number) {}

  private record Granted(long at, JobLimits ofJob) {}

  private record Running(Lease terms, int tasks) {}

  private static final class Under {
    final JobLimits limits;
    final List<Handed> handed = new ArrayList<>();
    long running;
    long held;
    long busyAt;

    Under(JobLimits limits) {
      this.limits = limits;
    }
  }

  private final Timeline timeline;
  private final ClusterRules rules;
  private final boolean exact;
  private final Map<String, Under> all = new TreeMap<>();
  private final Map<LeaseKey, Granted> granted = new HashMap<>();
  private final Map<LeaseKey, JobLimits> ofJobs = new HashMap<>();
  private final Map<String, List<Running>> running = new HashMap<>();
  private long grants;

  /**
   * Of a day on which these rules hold.
   *
   * @param exact whether they must hold
   */
  public LimitOracle(Timeline timeline, ClusterRules rules, boolean exact) {
    this.timeline = timeline;
    this.rules = rules;
    this.exact = exact;
  }

  /** How many leases were granted so far. */
  public long grants() {
    return grants;
  }

  /** A coordinator hands tasks out. */
  public void granted(String batch, long number, JobLimits ofJob) {
    grants++;
    if (!isLimited(ofJob)) {
      return;
    }
    var key = new LeaseKey(batch, number);
    granted.put(key, new Granted(timeline.now(), ofJob));
    ofJobs.put(key, ofJob);
  }

  private boolean isLimited(JobLimits ofJob) {
    return !rules.equals(ClusterRules.NONE) || !ofJob.equals(JobLimits.NONE);
  }

  /** A node takes them. */
  public void taken(Lease terms) {
    var lease = granted.remove(new LeaseKey(terms.batch(), terms.number()));
    if (lease != null) {
      for (var under : of(terms)) {
        under.handed.add(new Handed(lease.at, terms.tasks().size()));
        under.busyAt = timeline.now();
      }
    }
  }

  private List<Under> of(Lease terms) {
    var of = new ArrayList<Under>();
    add(of, "queue " + terms.queue(), rules.queue(terms.queue()).limits());
    add(of, "tenant " + terms.tenant(), rules.tenant(terms.tenant()).limits());
    add(of, "operation " + terms.operation(), rules.operation(terms.operation()));
    var own = ofJobs.getOrDefault(new LeaseKey(terms.batch(), terms.number()), JobLimits.NONE);
    add(of, "job " + terms.batch() + "." + terms.job(), own);
    return of;
  }

  private void add(List<Under> of, String name, JobLimits limits) {
    if (!limits.equals(JobLimits.NONE)) {
      of.add(all.computeIfAbsent(name, _ -> new Under(limits)));
    }
  }

  /** Tasks begin on a node. */
  public void started(String node, Lease terms, int tasks) {
    if (!ofJobs.containsKey(new LeaseKey(terms.batch(), terms.number()))) {
      return;
    }
    running.computeIfAbsent(node, _ -> new ArrayList<>()).add(new Running(terms, tasks));
    for (var under : of(terms)) {
      under.running += tasks;
      under.busyAt = timeline.now();
      int most = under.limits.maxConcurrent();
      if (exact && most > 0 && under.running > most) {
        throw new InvariantViolation(
            "L1", under.running + " tasks run where " + under.limits + " holds");
      }
    }
  }

  /** What all nodes hold that live, just when one has taken a lease. */
  public void held(List<Held> everywhere) {
    all.values().forEach(under -> under.held = 0);
    for (var each : everywhere) {
      for (var under : of(each.terms)) {
        under.held += each.tasks;
        int most = under.limits.maxConcurrent();
        if (exact && most > 0 && under.held > most) {
          throw new InvariantViolation(
              "L1", under.held + " tasks are held where " + under.limits + " holds");
        }
      }
    }
  }

  /** Whether nothing has run under any limit for so many seconds. */
  public boolean isIdleFor(int seconds) {
    return all.values().stream()
        .allMatch(under -> under.running == 0 && timeline.now() - under.busyAt > seconds * SECOND);
  }

  /** They are over. */
  public void stopped(String node, Lease terms, int tasks) {
    var here = running.get(node);
    if (here != null && here.remove(new Running(terms, tasks))) {
      for (var under : of(terms)) {
        under.running -= tasks;
        under.busyAt = timeline.now();
      }
    }
  }

  /** A node has died. */
  public void died(String node) {
    for (var each : running.getOrDefault(node, List.of())) {
      for (var under : of(each.terms)) {
        under.running -= each.tasks;
        under.busyAt = timeline.now();
      }
    }
    running.remove(node);
  }

  /** L3: what the pool counts under a limit has been out within the last {@code seconds}. */
  public void counts(LimitUse use, int seconds) {
    var under = all.get(use.scope() + " " + use.name());
    boolean ran =
        under != null && (under.running > 0 || timeline.now() - under.busyAt <= seconds * SECOND);
    if (exact && use.measure().equals("max_concurrent") && use.counted() && use.out() > 0 && !ran) {
      throw new InvariantViolation(
          "L3", use + ", though nothing of it has run for " + seconds + " s");
    }
  }

  /** L2, when the day is over. */
  public void check() {
    if (!exact) {
      return;
    }
    for (var each : all.entrySet()) {
      double rate = each.getValue().limits.perSecond();
      if (rate > 0) {
        checkRate(each.getKey(), each.getValue().handed, rate);
      }
    }
  }

  private static void checkRate(String name, List<Handed> handed, double rate) {
    double burst = Math.max(1, rate);
    double level = 0;
    long at = 0;
    handed.sort(Comparator.comparingLong(Handed::at));
    for (var each : handed) {
      level = Math.max(0, level - rate * (each.at - at) / SECOND) + each.tasks;
      at = each.at;
      if (level > burst + 1e-6) {
        throw new InvariantViolation(
            "L2", level + " tasks of " + name + " at once, where " + burst + " may");
      }
    }
  }
}
