package io.gristworks.core.node;

import io.gristworks.core.batch.Reports.JobReport;
import io.gristworks.core.message.HoldingPart;
import io.gristworks.core.message.ToCoordinator.GaveBack;
import io.gristworks.core.message.ToCoordinator.Holding;
import io.gristworks.core.message.ToCoordinator.Reason;
import io.gristworks.core.message.ToCoordinator.Report;
import io.gristworks.core.message.ToNode.Acknowledged;
import io.gristworks.core.message.ToNode.Lease;
import io.gristworks.core.node.NodeEffect.Chunk;
import io.gristworks.core.task.TaskSet;
import io.gristworks.core.worker.FlushRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
final class BatchOnNode<C, A extends EndedAttempts> {
  /** The most that goes into one store; the rest follows at once. */
  private static final long STORE_BYTES_MAX = 1L << 20;

  private static final int STORE_OUTCOMES_MAX = 200_000;
  private static final long OVERLAP_ANSWERED_EVERY_NANOS = 1_000_000_000;

  private final String batch;
  private final ReportRules rules;
  private final LongSupplier numbers;
  private final TreeMap<Long, HeldLease> leases = new TreeMap<>();
  private final TreeMap<Long, Sent<A>> sent = new TreeMap<>();
  private List<Chunk<A>> gathered = new ArrayList<>();
  private int outcomes;
  private long bytes;
  private List<Chunk<A>> storing = List.of();
  private long storingBytes;
  private long oldestAt;
  private long storingOldestAt;
  private int running;
  private long unreported;
  private long unreportedBytes;
  private @Nullable Long overlapAnsweredAt;

  /** What follows from how many nodes report to the coordinator. */
  private FlushRule rule;

  private C coordinator;

  private record Sent<A extends EndedAttempts>(
      List<JobReport> jobs, List<Chunk<A>> chunks, long at, long repeatedAt) {}

  BatchOnNode(String batch, C coordinator, ReportRules rules, LongSupplier numbers) {
    this.batch = batch;
    this.coordinator = coordinator;
    this.rules = rules;
    this.rule = rules.flush();
    this.numbers = numbers;
  }

  String batch() {
    return batch;
  }

  C coordinator() {
    return coordinator;
  }

  /** Where the batch's coordinator is now; a new one hears at once what was not acknowledged. */
  void coordinatorIs(C now, long nanos, List<NodeEffect<C, A>> effects) {
    if (!now.equals(coordinator)) {
      coordinator = now;
      repeat(0, nanos, Optional.of(now), effects);
    }
  }

  // Leases.

  SortedMap<Long, HeldLease> leases() {
    return leases;
  }

  @Nullable HeldLease find(long number) {
    return leases.get(number);
  }

  /** Whether tasks of a lease that has come are here already, under another one. */
  boolean overlaps(Lease terms) {
    return leases.values().stream()
        .anyMatch(held -> held.terms().job() == terms.job() && held.hasAnyOf(terms.tasks()));
  }

  /**
   * Whether a lease that overlaps an earlier one is answered: once a second. A coordinator for
   * which the earlier one has ended for good, as its task was given up while it ran, grants again
   * at once.
   */
  boolean mayAnswerOverlap(long now) {
    var before = overlapAnsweredAt;
    boolean may = before == null || now - before >= OVERLAP_ANSWERED_EVERY_NANOS;
    overlapAnsweredAt = may ? Long.valueOf(now) : before;
    return may;
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

  /** Says what is held: to the coordinator that is known, or to whoever serves the batch. */
  void sayHolding(Optional<C> to, @Nullable String asked, List<NodeEffect<C, A>> effects) {
    var held = leases.values().stream().map(HeldLease::held).toList();
    for (var part : HoldingPart.of(held, rules.parts().leaseBytes())) {
      effects.add(new NodeEffect.SendToCoordinator<>(to, batch, new Holding(part, asked)));
    }
  }

  void giveBack(HeldLease lease, Reason why, List<NodeEffect<C, A>> effects) {
    var tasks = lease.giveBack(0);
    if (!tasks.isEmpty()) {
      var back = new GaveBack(lease.terms().number(), lease.terms().job(), tasks, why);
      effects.add(new NodeEffect.SendToCoordinator<>(Optional.of(coordinator), batch, back));
    }
  }

  /** Forgets the leases that are over; of the last dropped one the coordinator hears. */
  void sweep(List<NodeEffect<C, A>> effects) {
    boolean anyDropped = false;
    boolean droppedLeft = false;
    for (var each = leases.values().iterator(); each.hasNext(); ) { // asked after each news
      var lease = each.next();
      if (lease.isOver()) {
        anyDropped |= lease.isDropped();
        each.remove();
        effects.add(new NodeEffect.Over<>(lease));
      } else {
        droppedLeft |= lease.isDropped();
      }
    }
    if (anyDropped && !droppedLeft) {
      sayHolding(Optional.of(coordinator), null, effects);
    }
  }

  void runBegan() {
    running++;
  }

  void runEnded() {
    running--;
  }

  // Outcomes.

  /** Attempts have ended; those of a lease that is dropped or forgotten are not wanted. */
  void ended(HeldLease lease, A attempts) {
    if (attempts.size() > 0 && find(lease.terms().number()) == lease && !lease.isDropped()) {
      unreported += attempts.size();
      unreportedBytes += attempts.bytes();
      gather(new Chunk<>(lease, attempts, TaskSet.empty()), attempts.firstEndedAt());
    }
  }

  private void gather(Chunk<A> chunk, long endedAt) {
    if (gathered.isEmpty() || endedAt - oldestAt < 0) {
      oldestAt = endedAt;
    }
    gathered.add(chunk);
    outcomes += chunk.attempts().size();
    bytes += chunk.attempts().bytes();
  }

  /** Nothing of a chunk needs to be reported any more. */
  private void letGo(Chunk<A> chunk) {
    unreported -= chunk.attempts().size();
    unreportedBytes -= chunk.attempts().bytes();
  }

  /** Has stored what has gathered, if it is time. */
  void flush(long now, List<NodeEffect<C, A>> effects) {
    if (rule.isDue(outcomes, bytes, now - oldestAt, running, !storing.isEmpty())) {
      storingOldestAt = oldestAt;
      storing = takeDistinct();
      storingBytes = storing.stream().mapToLong(chunk -> chunk.attempts().bytes()).sum();
      effects.add(new NodeEffect.Store<>(batch, storing));
    }
  }

  /**
   * What has gathered, each task once and not too much at a time. Where two leases have run the
   * same task here, the second waits for the next report: a report that told of it twice would be
   * refused for both.
   */
  private List<Chunk<A>> takeDistinct() {
    var taken = new ArrayList<Chunk<A>>();
    var rest = new ArrayList<Chunk<A>>();
    var told = new TreeMap<Integer, RoaringBitmap>();
    int count = 0;
    long size = 0;
    for (var chunk : gathered) {
      boolean full = count >= STORE_OUTCOMES_MAX || size >= STORE_BYTES_MAX;
      if (!full && isNew(chunk, told)) {
        count += chunk.attempts().size();
        size += chunk.attempts().bytes();
        taken.add(chunk);
      } else {
        rest.add(chunk);
      }
    }
    gathered = rest;
    outcomes -= count;
    bytes -= size;
    return List.copyOf(taken);
  }

  private static <A extends EndedAttempts> boolean isNew(
      Chunk<A> chunk, Map<Integer, RoaringBitmap> told) {
    var known = told.computeIfAbsent(chunk.lease().terms().job(), _ -> new RoaringBitmap());
    var tasks = chunk.tasks().bits();
    if (RoaringBitmap.intersects(known, tasks)) {
      return false;
    }
    known.or(tasks);
    return true;
  }

  /** What was to be stored is. */
  void stored(List<JobReport> reports, long now, List<NodeEffect<C, A>> effects) {
    var chunks = endStoring();
    var wanted = wanted(chunks, reports);
    if (wanted.isEmpty()) {
      chunks.forEach(this::letGo);
    } else {
      long number = numbers.getAsLong();
      sent.put(number, new Sent<>(wanted, chunks, now, now));
      say(new Report(number, wanted), Optional.of(coordinator), effects);
    }
  }

  /** It never will be: it is not held any more, so the coordinator has these tasks run again. */
  void neverStored() {
    for (var chunk : endStoring()) {
      letGo(chunk);
      chunk.lease().settle(chunk.attempts().tasks());
    }
  }

  private List<Chunk<A>> endStoring() {
    var chunks = storing;
    storing = List.of();
    storingBytes = 0;
    return chunks;
  }

  private List<JobReport> wanted(List<Chunk<A>> chunks, List<JobReport> reports) {
    var alive = new TreeSet<Integer>();
    for (var chunk : chunks) {
      if (!chunk.lease().isDropped()) {
        alive.add(chunk.lease().terms().job());
      }
    }
    return reports.stream().filter(report -> alive.contains(report.job())).toList();
  }

  /** A report was answered: what was counted is settled, the rest is reported anew. */
  void acknowledged(Acknowledged answer, long now, List<NodeEffect<C, A>> effects) {
    rule = rules.flush().among(answer.nodes());
    var answered = sent.remove(answer.number());
    if (answered == null) {
      return; // an echo
    }
    effects.add(new NodeEffect.Answered<>(now - answered.at));
    for (var chunk : answered.chunks) {
      settle(chunk, answer.refused(), now, effects);
    }
  }

  private void settle(
      Chunk<A> chunk, Map<Integer, TaskSet> refused, long now, List<NodeEffect<C, A>> effects) {
    var lease = chunk.lease();
    if (lease.isDropped()) {
      letGo(chunk);
      return;
    }
    int job = lease.terms().job();
    var told = chunk.tasks();
    if (refused.isEmpty()) {
      letGo(chunk);
      lease.settle(chunk.attempts().tasks());
      effects.add(new NodeEffect.Settled<>(batch, job, told, false));
      return;
    }
    var out = refused.getOrDefault(job, TaskSet.empty());
    var forgotten = told.and(out);
    if (!forgotten.isEmpty()) {
      lease.settle(forgotten);
      effects.add(new NodeEffect.Settled<>(batch, job, forgotten, true));
    }
    if (forgotten.size() == told.size()) {
      letGo(chunk);
    } else {
      gather(new Chunk<>(lease, chunk.attempts(), chunk.refused().or(out)), now);
    }
  }

  /** Forgets what belongs to leases that were dropped. */
  void forgetDropped() {
    var keep = new ArrayList<Chunk<A>>();
    for (var chunk : gathered) {
      if (chunk.lease().isDropped()) {
        letGo(chunk);
        outcomes -= chunk.attempts().size();
        bytes -= chunk.attempts().bytes();
      } else {
        keep.add(chunk);
      }
    }
    gathered = keep;
    sent.replaceAll(
        (_, each) ->
            new Sent<>(wanted(each.chunks, each.jobs), each.chunks, each.at, each.repeatedAt));
    for (var each = sent.values().iterator(); each.hasNext(); ) {
      var report = each.next();
      if (report.jobs.isEmpty()) {
        report.chunks.forEach(this::letGo);
        each.remove();
      }
    }
  }

  /**
   * Says again what has not been acknowledged for {@code after} nanoseconds: to whoever serves the
   * batch, as the coordinator may have moved without its question having reached this node.
   */
  void repeat(long after, long now, Optional<C> to, List<NodeEffect<C, A>> effects) {
    sent.replaceAll(
        (number, each) -> {
          if (now - each.repeatedAt < after) {
            return each;
          }
          say(new Report(number, each.jobs), to, effects);
          return new Sent<>(each.jobs, each.chunks, each.at, now);
        });
  }

  private void say(Report report, Optional<C> to, List<NodeEffect<C, A>> effects) {
    effects.add(new NodeEffect.SendToCoordinator<>(to, batch, report));
  }

  boolean hasGathered() {
    return !gathered.isEmpty();
  }

  /** How many attempts are not acknowledged. */
  long unreported() {
    return unreported;
  }

  /** What they take. */
  long unreportedBytes() {
    return unreportedBytes;
  }

  /** What those take that are not stored. */
  long unstoredBytes() {
    return bytes + storingBytes;
  }

  /** How long the oldest has waited for the store, in nanoseconds; 0 where none does. */
  long unstoredFor(long now) {
    if (!storing.isEmpty()) {
      return now - storingOldestAt;
    }
    return gathered.isEmpty() ? 0 : now - oldestAt;
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
