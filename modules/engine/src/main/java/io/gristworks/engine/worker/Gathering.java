package io.gristworks.engine.worker;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.task.TaskSet;
import io.gristworks.core.worker.FlushRule;
import io.gristworks.engine.protocol.CoordinatorCommand;
import io.gristworks.engine.protocol.CoordinatorCommand.JobReport;
import io.gristworks.engine.protocol.CoordinatorCommand.Report;
import io.gristworks.engine.protocol.NodeCommand;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.roaringbitmap.RoaringBitmap;

/**
 * The outcomes of one batch on this node, from the moment a worker hands them over until their
 * coordinator has acknowledged them. At most one flush at a time; what comes meanwhile goes with
 * the next. For any number of threads; the lock is never held over I/O.
 */
final class Gathering {
  /** The most that goes into one flush; the rest follows at once. */
  private static final long FLUSH_BYTES_MAX = 1L << 20;

  private static final int FLUSH_OUTCOMES_MAX = 200_000;

  private final BatchId batch;
  private final Reporting reporting;
  private volatile ActorRef<CoordinatorCommand> coordinator;

  // Under the lock.
  private List<Chunk> gathered = new ArrayList<>();
  private int outcomes;
  private long bytes;
  private long oldestAt;
  private int running;
  private boolean flushing;
  private FlushRule rule;
  private final TreeMap<Long, Sent> sent = new TreeMap<>();

  /**
   * Outcomes of one lease.
   *
   * @param refused tasks among them that must not be reported
   */
  record Chunk(LeaseWork lease, Outcomes outcomes, TaskSet refused) {}

  /** Tasks of a lease whose outcomes need no more reporting. */
  record Settled(LeaseWork lease, RoaringBitmap tasks) {}

  private record Sent(Report report, List<Chunk> chunks, long at, long repeatedAt) {}

  Gathering(BatchId batch, ActorRef<CoordinatorCommand> coordinator, Reporting reporting) {
    this.batch = batch;
    this.coordinator = coordinator;
    this.reporting = reporting;
    this.rule = reporting.rule();
  }

  BatchId batch() {
    return batch;
  }

  ActorRef<CoordinatorCommand> coordinator() {
    return coordinator;
  }

  /** Where the batch's coordinator is now; a new one hears at once what was not acknowledged. */
  void coordinatorIs(ActorRef<CoordinatorCommand> now) {
    if (!now.equals(coordinator)) {
      coordinator = now;
      repeat(0, now::tell);
    }
  }

  // From runs and from the watch.

  synchronized void runBegins() {
    running++;
  }

  /** A run has more to report, and goes on. */
  void add(LeaseWork lease, Outcomes more) {
    accept(lease, more, 0);
  }

  /** A run is over, and this is its rest. */
  void runEnded(LeaseWork lease, Outcomes rest) {
    accept(lease, rest, 1);
  }

  private void accept(LeaseWork lease, Outcomes more, int ended) {
    boolean due;
    long now = reporting.means().nanos().getAsLong();
    synchronized (this) {
      running -= ended;
      if (!more.isEmpty() && !lease.isDropped()) {
        reporting.took(lease, more);
        gather(new Chunk(lease, more, TaskSet.empty()), now);
      }
      due = beginFlush(now);
    }
    startFlush(due);
  }

  /** Time has passed. */
  void tick(long now) {
    boolean due;
    synchronized (this) {
      due = beginFlush(now);
    }
    startFlush(due);
  }

  private void gather(Chunk chunk, long now) {
    if (gathered.isEmpty()) {
      oldestAt = now;
    }
    gathered.add(chunk);
    outcomes += chunk.outcomes.size();
    bytes += chunk.outcomes.bytes();
  }

  private boolean beginFlush(long now) {
    boolean due = rule.isDue(outcomes, bytes, now - oldestAt, running, flushing);
    flushing |= due;
    return due;
  }

  private void startFlush(boolean due) {
    if (due) {
      reporting.flush(new Flush(this, reporting));
    }
  }

  // From the flush under way.

  /** What the flush under way shall store next; empty: it is over. */
  synchronized List<Chunk> next() {
    flushing = false;
    long now = reporting.means().nanos().getAsLong();
    if (!beginFlush(now)) {
      return List.of();
    }
    int count = 0;
    int taken = 0;
    long size = 0;
    while (count < gathered.size()
        && (count == 0 || (taken < FLUSH_OUTCOMES_MAX && size < FLUSH_BYTES_MAX))) {
      taken += gathered.get(count).outcomes.size();
      size += gathered.get(count).outcomes.bytes();
      count++;
    }
    var part = gathered.subList(0, count);
    var chunks = List.copyOf(part);
    part.clear();
    outcomes -= taken;
    bytes -= size;
    return chunks;
  }

  /** The chunks are stored: report them. */
  void stored(List<Chunk> chunks, List<JobReport> jobs) {
    long now = reporting.means().nanos().getAsLong();
    Report report;
    synchronized (this) {
      var wanted = wanted(chunks, jobs);
      if (wanted.isEmpty()) {
        chunks.forEach(chunk -> reporting.settled(chunk.outcomes));
        return;
      }
      report = new Report(reporting.node(), reporting.nextNumber(), wanted);
      sent.put(report.number(), new Sent(report, chunks, now, now));
    }
    coordinator.tell(report);
  }

  private static List<JobReport> wanted(List<Chunk> chunks, List<JobReport> jobs) {
    var alive = new HashSet<Integer>();
    for (var chunk : chunks) {
      if (!chunk.lease.isDropped()) {
        alive.add(chunk.lease.terms().job());
      }
    }
    return jobs.stream().filter(job -> alive.contains(job.job())).toList();
  }

  // From the node.

  /** A report was answered; gives what is settled by that. */
  List<Settled> acknowledged(NodeCommand.Acknowledged answer) {
    var settled = new ArrayList<Settled>();
    long now = reporting.means().nanos().getAsLong();
    boolean due;
    synchronized (this) {
      rule = reporting.rule().among(answer.nodes());
      var answered = sent.remove(answer.number());
      if (answered == null) {
        return List.of(); // an echo
      }
      for (var chunk : answered.chunks) {
        settled.add(settle(chunk, answer.refused(), now));
      }
      reporting.meters().acknowledged(now - answered.at);
      due = beginFlush(now);
    }
    startFlush(due);
    return settled;
  }

  private Settled settle(Chunk chunk, Map<Integer, TaskSet> refused, long now) {
    var lease = chunk.lease;
    var tasks = chunk.outcomes.tasks();
    if (refused.isEmpty() || lease.isDropped()) {
      reporting.settled(chunk.outcomes);
      return new Settled(lease, tasks);
    }
    var out = chunk.refused.or(refused.getOrDefault(lease.terms().job(), TaskSet.empty()));
    var again = RoaringBitmap.andNot(tasks, out.bits());
    if (again.isEmpty()) {
      reporting.settled(chunk.outcomes);
    } else {
      gather(new Chunk(lease, chunk.outcomes, out), now);
    }
    return new Settled(lease, RoaringBitmap.and(tasks, out.bits()));
  }

  /** Forgets what belongs to leases that were dropped. */
  synchronized void forgetDropped() {
    var keep = new ArrayList<Chunk>();
    for (var chunk : gathered) {
      if (chunk.lease.isDropped()) {
        reporting.settled(chunk.outcomes);
        outcomes -= chunk.outcomes.size();
        bytes -= chunk.outcomes.bytes();
      } else {
        keep.add(chunk);
      }
    }
    gathered = keep;
    for (var each : List.copyOf(sent.values())) {
      var number = each.report.number();
      var wanted = wanted(each.chunks, each.report.jobs());
      if (wanted.isEmpty()) {
        each.chunks.forEach(chunk -> reporting.settled(chunk.outcomes));
        sent.remove(number);
      } else {
        var less = new Report(each.report.node(), number, wanted);
        sent.put(number, new Sent(less, each.chunks, each.at, each.repeatedAt));
      }
    }
  }

  /**
   * Says again what has not been acknowledged for {@code afterNanos}: by the way that finds the
   * coordinator also where it has moved and its question did not reach this node.
   */
  void repeat(long afterNanos) {
    var coordinators = reporting.means().coordinators();
    repeat(afterNanos, report -> coordinators.accept(batch.value(), report));
  }

  private void repeat(long afterNanos, Consumer<Report> to) {
    long now = reporting.means().nanos().getAsLong();
    var again = new ArrayList<Report>();
    synchronized (this) {
      sent.replaceAll(
          (_, each) -> {
            if (now - each.repeatedAt < afterNanos) {
              return each;
            }
            again.add(each.report);
            return new Sent(each.report, each.chunks, each.at, now);
          });
    }
    again.forEach(to);
  }

  /** Whether nothing runs, gathers, is being stored or waits for an answer. */
  synchronized boolean isIdle() {
    return running == 0 && gathered.isEmpty() && !flushing && sent.isEmpty();
  }
}
