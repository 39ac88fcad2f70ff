package io.gristworks.core.node;

import io.gristworks.core.batch.Reports.JobReport;
import io.gristworks.core.task.TaskSet;
import io.gristworks.core.worker.FlushRule;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * One batch on this node: its leases, what of it has ended and is not stored, and what was reported
 * and is not acknowledged. At most one store under way; what ends meanwhile goes with the next.
 */
final class BatchDesk {
  /** So often a coordinator may leave a report unanswered before it is taken for dead. */
  private static final int UNANSWERED_MAX = 3;

  private final String batch;
  private final FlushRule alone;
  private final LongSupplier numbers;
  private final TreeMap<Long, HeldLease> leases = new TreeMap<>();
  private final TreeMap<Long, Sent> sent = new TreeMap<>();
  private List<Attempts> gathered = new ArrayList<>();
  private int outcomes;
  private long bytes;
  private List<Attempts> storing = List.of();
  private long oldestAt;
  private int running;

  /** How many nodes report to the coordinator, 0 until it says so; and what follows from it. */
  private int nodes;

  private FlushRule rule;

  private String coordinator;

  /** {@code times}: how often it was said to the coordinator that is known now. */
  private record Sent(List<JobReport> jobs, List<Attempts> attempts, int times, long repeatedAt) {}

  BatchDesk(String batch, String coordinator, FlushRule rule, LongSupplier numbers) {
    this.batch = batch;
    this.coordinator = coordinator;
    this.alone = rule;
    this.rule = rule;
    this.numbers = numbers;
  }

  /** Where the batch's coordinator is now; a new one hears at once what was not acknowledged. */
  void coordinatorIs(String now, long nanos, List<NodeEffect> effects) {
    if (!now.equals(coordinator)) {
      coordinator = now;
      sent.replaceAll((_, each) -> new Sent(each.jobs, each.attempts, 0, each.repeatedAt));
      repeat(0, nanos, effects);
    }
  }

  // Leases.

  SortedMap<Long, HeldLease> leases() {
    return leases;
  }

  @Nullable HeldLease find(long number) {
    return leases.get(number);
  }

  /** The lease of a job with most that nobody has begun; null if there is nothing of it. */
  @Nullable HeldLease richest(int job) {
    HeldLease richest = null;
    for (var lease : leases.values()) {
      if (lease.terms().job() == job
          && lease.unstarted() > (richest == null ? 0 : richest.unstarted())) {
        richest = lease;
      }
    }
    return richest;
  }

  void sayHolding(boolean asked, List<NodeEffect> effects) {
    var held = leases.values().stream().map(HeldLease::held).toList();
    effects.add(new NodeEffect.SayHolding(coordinator, batch, held, asked));
  }

  void giveBack(HeldLease lease, String why, List<NodeEffect> effects) {
    var tasks = lease.giveBack(0);
    if (!tasks.isEmpty()) {
      var terms = lease.terms();
      effects.add(
          new NodeEffect.SayGaveBack(coordinator, batch, terms.number(), terms.job(), tasks, why));
    }
  }

  /** Forgets the leases that are over; of the last dropped one the coordinator hears. */
  void sweep(List<NodeEffect> effects) {
    boolean anyDropped = false;
    boolean droppedLeft = false;
    for (var each = leases.values().iterator(); each.hasNext(); ) { // asked after each news
      var lease = each.next();
      if (lease.isOver()) {
        anyDropped |= lease.isDropped();
        each.remove();
      } else {
        droppedLeft |= lease.isDropped();
      }
    }
    if (anyDropped && !droppedLeft) {
      sayHolding(false, effects);
    }
  }

  void runBegins() {
    running++;
  }

  void runEnded(long number) {
    running--;
    var lease = leases.get(number);
    if (lease != null) {
      lease.runEnds();
    }
  }

  // Outcomes.

  /** Attempts have ended; those of a dropped lease are not wanted. */
  void ended(Attempts attempts, long now) {
    var lease = leases.get(attempts.lease());
    if (attempts.size() > 0 && lease != null && !lease.isDropped()) {
      gather(attempts, now);
    }
  }

  private void gather(Attempts attempts, long now) {
    if (gathered.isEmpty()) {
      oldestAt = now;
    }
    gathered.add(attempts);
    outcomes += attempts.size();
    bytes += attempts.bytes();
  }

  private void recount() {
    outcomes = gathered.stream().mapToInt(Attempts::size).sum();
    bytes = gathered.stream().mapToLong(Attempts::bytes).sum();
  }

  /** Has stored what has gathered, if it is time. */
  void flush(long now, List<NodeEffect> effects) {
    if (rule.isDue(outcomes, bytes, now - oldestAt, running, !storing.isEmpty())) {
      storing = takeDistinct();
      effects.add(new NodeEffect.Store(batch, storing));
    }
  }

  /**
   * What has gathered, each task once: where two leases have run the same task here, the second
   * waits for the next report. A report that told of it twice would be refused for both.
   */
  private List<Attempts> takeDistinct() {
    var taken = new ArrayList<Attempts>();
    var rest = new ArrayList<Attempts>();
    var told = new TreeMap<Integer, RoaringBitmap>();
    for (var attempts : gathered) {
      var known = told.computeIfAbsent(attempts.job(), _ -> new RoaringBitmap());
      var tasks = attempts.tasks().bits();
      if (RoaringBitmap.intersects(known, tasks)) {
        rest.add(attempts);
      } else {
        known.or(tasks);
        taken.add(attempts);
      }
    }
    gathered = rest;
    recount();
    return List.copyOf(taken);
  }

  /** What was to be stored is. */
  void stored(List<JobReport> reports, long now, List<NodeEffect> effects) {
    var attempts = storing;
    storing = List.of();
    var wanted = wanted(attempts, reports);
    if (!wanted.isEmpty()) {
      long number = numbers.getAsLong();
      sent.put(number, new Sent(wanted, attempts, 1, now));
      effects.add(new NodeEffect.SayReport(coordinator, batch, number, wanted));
    }
  }

  private List<JobReport> wanted(List<Attempts> attempts, List<JobReport> reports) {
    var alive = new TreeSet<Integer>();
    attempts.stream().filter(this::isWanted).forEach(each -> alive.add(each.job()));
    return reports.stream().filter(report -> alive.contains(report.job())).toList();
  }

  private boolean isWanted(Attempts attempts) {
    var lease = leases.get(attempts.lease());
    return lease != null && !lease.isDropped();
  }

  /** A report was answered: what was counted is settled, the rest is reported anew. */
  void acknowledged(NodeNews.Acknowledged answer, long now, List<NodeEffect> effects) {
    reportersAre(answer.nodes());
    var refused = answer.refused();
    var answered = sent.remove(answer.number());
    if (answered == null) {
      return; // an echo
    }
    for (var attempts : answered.attempts) {
      if (!isWanted(attempts)) {
        continue;
      }
      var out = refused.getOrDefault(attempts.job(), TaskSet.empty());
      var again = refused.isEmpty() ? null : attempts.without(out);
      var settled = again == null ? attempts.tasks() : attempts.tasks().and(out);
      if (again != null && again.size() > 0) {
        gather(again, now);
      }
      if (!settled.isEmpty()) {
        find(attempts).settle(settled);
        effects.add(new NodeEffect.Settled(batch, attempts.job(), settled, again != null));
      }
    }
  }

  private void reportersAre(int now) {
    if (nodes != now) {
      nodes = now;
      rule = alone.among(now);
    }
  }

  private HeldLease find(Attempts attempts) {
    var lease = leases.get(attempts.lease());
    if (lease == null) {
      throw new IllegalStateException("lease forgotten too soon: " + attempts);
    }
    return lease;
  }

  /** Forgets what belongs to leases that were dropped. */
  void forgetDropped() {
    gathered.removeIf(attempts -> !isWanted(attempts));
    recount();
    sent.replaceAll(
        (_, each) ->
            new Sent(wanted(each.attempts, each.jobs), each.attempts, each.times, each.repeatedAt));
    sent.values().removeIf(each -> each.jobs.isEmpty());
  }

  /**
   * Says again what has not been acknowledged for {@code after} nanoseconds. A coordinator that
   * does not answer may have died without its successor knowing of this node: then it is said to
   * whoever serves the batch.
   */
  void repeat(long after, long now, List<NodeEffect> effects) {
    sent.replaceAll(
        (number, each) -> {
          if (now - each.repeatedAt < after) {
            return each;
          }
          var to = each.times < UNANSWERED_MAX ? coordinator : NodeEffect.WHOEVER_SERVES;
          effects.add(new NodeEffect.SayReport(to, batch, number, each.jobs));
          return new Sent(each.jobs, each.attempts, each.times + 1, now);
        });
  }

  boolean hasGathered() {
    return !gathered.isEmpty();
  }

  /** How many attempts are not acknowledged. */
  long unreported() {
    long waiting = sent.values().stream().flatMap(e -> e.attempts.stream()).count();
    return waiting + gathered.size() + storing.size();
  }

  /** Whether nothing is held, runs, gathers, is being stored or waits for an answer. */
  boolean isIdle() {
    return leases.isEmpty()
        && running == 0
        && gathered.isEmpty()
        && storing.isEmpty()
        && sent.isEmpty();
  }
}
