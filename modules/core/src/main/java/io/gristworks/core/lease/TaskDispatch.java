package io.gristworks.core.lease;

import io.gristworks.core.batch.Batch;
import io.gristworks.core.batch.BatchEvent.Retry;
import io.gristworks.core.batch.JobProgress;
import io.gristworks.core.message.HoldingPart;
import io.gristworks.core.task.TaskSet;
import io.gristworks.core.view.Counts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * The leases of one batch. Every task without an outcome is in exactly one place: pending, leased,
 * or waiting for its retry.
 *
 * <p>Cost: a grant or a report is a few bitmap operations on runs, whatever the batch's size.
 */
public final class TaskDispatch {
  /** In so many stored segments the inputs of a lease are at most: it must fit into a message. */
  private static final int SLICES_MAX = 4_000;

  private final Batch batch;
  private final LeaseSettings settings;
  private final List<Work> works = new ArrayList<>();
  private final boolean isFresh;
  private final Leases leases = new Leases();
  private final LostLeases lost = new LostLeases(this, leases);
  private long lastNumber;

  /** What is volatile of one job. */
  private static final class Work {
    final RoaringBitmap pending = new RoaringBitmap();
    final RoaringBitmap leased = new RoaringBitmap();
    final WaitingTasks waiting;
    int taken;
    @Nullable Instant startedAt;
    double taskSeconds;
    final JobRateLimit pace;

    Work(double restartsPerSecond, boolean isFresh) {
      this.waiting = new WaitingTasks(restartsPerSecond, isFresh);
      this.pace = new JobRateLimit(isFresh);
    }

    void await(Retry retry) {
      pending.andNot(retry.tasks().bits());
      waiting.add(retry.tasks().bits(), retry.due());
    }
  }

  /**
   * Begins with nothing leased: all without an outcome is pending, or waits for its retry. All
   * other moments that it is given are of the steady clock, but {@link #started}.
   *
   * @param wall the time of day, which tells how long retries have still to wait; none does for
   *     longer than it would have from its failure on, should the clock have been set back
   * @param steady the same moment, of a clock that only goes forward
   */
  public TaskDispatch(Batch batch, LeaseSettings settings, Instant wall, Instant steady) {
    this.batch = batch;
    this.settings = settings;
    this.isFresh = !batch.exists();
    awake();
    takeNewTasks();
    for (int job = 0; job < works.size(); job++) {
      var work = works.get(job);
      var longest = batch.jobs().get(job).spec().retry().longestWait();
      for (var retry : batch.jobs().get(job).retries()) {
        var left = Duration.between(wall, retry.due());
        work.pending.andNot(
            work.waiting.takeOver(
                retry.tasks().bits(), left.compareTo(longest) > 0 ? longest : left, steady));
      }
    }
  }

  /** Notices jobs and tasks that have come to the batch. */
  public void takeNewTasks() {
    for (int at = 0; at < batch.jobs().size(); at++) {
      var job = batch.jobs().get(at);
      if (at == works.size()) {
        works.add(new Work(job.spec().retry().restartsPerSecond(), isFresh));
      }
      var work = works.get(at);
      if (work.taken < job.tasks()) {
        var fresh = RoaringBitmap.bitmapOfRange(work.taken, job.tasks());
        fresh.andNot(job.settledAmong(fresh));
        work.pending.or(fresh);
        work.taken = job.tasks();
      }
    }
  }

  /** Notices that a new coordinator serves the batch: later leases get higher numbers. */
  public final void awake() {
    lastNumber = Math.max(lastNumber, batch.incarnation() << 32);
    leases.earlierUpTo(lastNumber);
  }

  /** Leases the next pending tasks of a job to a node, as many as suit it. */
  public Optional<LeaseGrant> grant(int job, String node, int workers, Instant now) {
    return grant(job, node, workers, Integer.MAX_VALUE, now);
  }

  /**
   * Leases the next pending tasks of a job to a node, if there are any and its limits let them go.
   *
   * @param workers how many workers serve the queue
   * @param mostTasks the most tasks to lease
   */
  public Optional<LeaseGrant> grant(int job, String node, int workers, int mostTasks, Instant now) {
    if (!batch.isRunnable(job) || works.get(job).pending.isEmpty()) {
      return Optional.empty();
    }
    var work = works.get(job);
    var progress = batch.jobs().get(job);
    int most =
        work.pace.most(progress.control().limits(), work.leased.getCardinality(), mostTasks, now);
    if (most == 0) {
      return Optional.empty();
    }
    double seconds = taskSeconds(job);
    var tasks = next(work.pending, progress, workers, seconds, most);
    int count = tasks.getCardinality();
    work.pace.handedOut(count);
    work.pending.andNot(tasks);
    work.leased.or(tasks);
    var lease = new Lease(++lastNumber, job, node, tasks, now.plus(settings.lapseAfter()));
    leases.add(lease);
    return Optional.of(
        new LeaseGrant(
            lease.number,
            job,
            TaskSet.copyOf(tasks),
            progress.failedAttempts(tasks),
            progress.suspects().contains(tasks.first()),
            count * seconds));
  }

  /**
   * The next tasks, at most {@code most}; those that were running when a node died come last, and
   * each alone.
   */
  private RoaringBitmap next(
      RoaringBitmap pending, JobProgress job, int workers, double taskSeconds, int most) {
    var suspects = job.suspects().tasks();
    var usual = suspects.isEmpty() ? pending : RoaringBitmap.andNot(pending, suspects);
    if (usual.isEmpty()) {
      return RoaringBitmap.bitmapOf(pending.first());
    }
    int all = usual.getCardinality();
    int wanted =
        LeaseSizing.tasks(all, Math.max(1, workers), taskSeconds, job.spec().batchSize(), settings);
    int count = Math.min(wanted, most);
    return job.firstOf(count == all ? usual.clone() : usual.limit(count), SLICES_MAX);
  }

  /**
   * Counts what the batch has just accepted: these tasks have ended, or wait for another attempt.
   *
   * @param told all tasks of the job that the reports spoke of
   * @param busyMicros how long handlers ran for them
   */
  public void settled(int job, RoaringBitmap told, List<Retry> retries, long busyMicros) {
    var work = works.get(job);
    work.pending.andNot(told);
    work.leased.andNot(told);
    work.waiting.remove(told);
    retries.forEach(work::await);
    leases.shrinkAll(job, told);
    int tasks = told.getCardinality();
    if (tasks > 0) {
      double mean = Math.max(busyMicros, 1) / 1e6 / tasks;
      double news = work.taskSeconds == 0 ? 1 : 0.3;
      work.taskSeconds = work.taskSeconds * (1 - news) + mean * news;
    }
  }

  /** Forgets tasks that were cancelled. */
  public void cancelled(int job, TaskSet tasks) {
    var work = works.get(job);
    work.pending.andNot(tasks.bits());
    work.leased.andNot(tasks.bits());
    work.waiting.remove(tasks.bits());
    leases.shrinkAll(job, tasks.bits());
  }

  /** Notices failed tasks that are to be tried again. */
  public void revived(int job, TaskSet tasks) {
    works.get(job).pending.or(tasks.bits());
  }

  /**
   * A node says what it holds. Its leases live on; a lease of an earlier coordinator, or one that
   * had lapsed, is taken over as far as its tasks are free; tasks of a lease that it no longer
   * names are pending again.
   */
  public void held(String node, long number, int job, TaskSet tasks, int unstarted, Instant now) {
    if (job >= works.size()) {
      return;
    }
    var lapsesAt = now.plus(settings.lapseAfter());
    var work = works.get(job);
    var known = leases.of(number);
    if (known != null) {
      release(work, known, RoaringBitmap.andNot(known.tasks, tasks.bits()));
      known.lapsesAt = lapsesAt;
      leases.found(known);
      leases.unstarted(known, unstarted);
      return;
    }
    if (!leases.takesIn(number)) {
      return;
    }
    var free = RoaringBitmap.and(tasks.bits(), work.pending);
    free.or(work.waiting.takeDueAmong(tasks.bits()));
    if (!free.isEmpty()) {
      work.pending.andNot(free);
      work.leased.or(free);
      var lease = new Lease(number, job, node, free, lapsesAt);
      leases.add(lease);
      leases.unstarted(lease, unstarted);
    }
  }

  /** A node gives tasks of a lease back; those that it has given back before count no more. */
  public void gaveBack(long number, int job, TaskSet tasks) {
    var lease = leases.of(number);
    if (lease != null) {
      var back = RoaringBitmap.and(tasks.bits(), lease.tasks);
      leases.gaveBack(lease, back.getCardinality());
      release(works.get(job), lease, back);
    }
  }

  /**
   * Ends the leases of an ending job that their node no longer names. For a job that goes on a
   * lease not named may still be on its way to the node, and only its lapse ends it.
   */
  public void releaseUnnamed(String node, int job, HoldingPart part) {
    leases.unnamed(node, job, part).forEach(this::releaseInDoubt);
  }

  void releaseInDoubt(Lease lease) {
    leases.doubt(lease);
    release(works.get(lease.job), lease, lease.tasks.clone());
  }

  private void release(Work work, Lease lease, RoaringBitmap tasks) {
    if (!tasks.isEmpty()) {
      work.leased.andNot(tasks);
      work.pending.or(tasks);
      leases.shrinkOne(lease, tasks);
    }
  }

  /** The leases whose node is gone, or silent. */
  public LostLeases lost() {
    return lost;
  }

  /**
   * Lets tasks go whose retry is due.
   *
   * @return whether there were any
   */
  public boolean releaseDue(Instant now) {
    boolean any = false;
    for (var work : works) {
      var due = work.waiting.takeDue(now);
      work.pending.or(due);
      any |= !due.isEmpty();
    }
    return any;
  }

  /** When the next retry is due, if one waits. */
  public Optional<Instant> nextDue() {
    var next = works.stream().flatMap(work -> work.waiting.next().stream());
    return next.min(Comparator.naturalOrder());
  }

  /**
   * Whom to ask to give work back for an idle node: of the other nodes the one with most unstarted
   * tasks in all, for half of its largest rest. A single task counts: it may wait behind long ones.
   * How much is unstarted is known as of when the node was last heard, so the node has the last
   * word. For no lease is anybody asked twice before it has answered or has been heard of.
   */
  public Optional<TakeBack> takeBackFor(int job, String idle) {
    return batch.isRunnable(job) && works.get(job).pending.isEmpty()
        ? leases.takeBackFor(job, idle)
        : Optional.empty();
  }

  /** A node has been heard of: it may be asked for work again. */
  public void heard(String node) {
    leases.heard(node);
  }

  // What can be asked.

  /** The expected time of one task, from those that have ended; 0 where nothing is known. */
  public double taskSeconds(int job) {
    var work = works.get(job);
    if (work.taskSeconds > 0) {
      return work.taskSeconds;
    }
    var progress = batch.jobs().get(job);
    return progress.attempts() == 0
        ? 0
        : Math.max(1, progress.busyMicros()) / 1e6 / progress.attempts();
  }

  /** The tasks of a job that worker nodes hold; for reading. */
  public RoaringBitmap leased(int job) {
    return works.get(job).leased;
  }

  /** The tasks of a job that wait to be handed out; for reading. */
  public RoaringBitmap pending(int job) {
    return works.get(job).pending;
  }

  /** The tasks of a job that wait for their retry; for reading. */
  public RoaringBitmap waiting(int job) {
    return works.get(job).waiting.all();
  }

  /** Tasks of a job are handed out, at that time of day; the first time counts. */
  public void started(int job, Instant wall) {
    if (job < works.size()) {
      works.get(job).startedAt = Objects.requireNonNullElse(works.get(job).startedAt, wall);
    }
  }

  /** When the first task of a job was handed out, as far as is known. */
  public @Nullable Instant startedAt(int job) {
    var stored = batch.jobs().get(job).startedAt();
    return stored == null ? works.get(job).startedAt : stored;
  }

  /** How many tasks of a job are leased and not known to have been started. */
  public long unstarted(int job) {
    return leases.unstarted(job);
  }

  /** The node that holds {@code task}, if one does. */
  public Optional<String> holderOf(int job, int task) {
    return leases.holderOf(job, task);
  }

  /** How many nodes hold leases. */
  public int nodeCount() {
    return leases.nodeCount();
  }

  /** The nodes that hold leases, by name. */
  public Set<String> nodes() {
    return leases.nodes();
  }

  /** Those that hold leases of any of these jobs, or may: they fell silent, and are not gone. */
  public Set<String> nodesWith(List<Integer> jobs) {
    return leases.nodesWith(jobs);
  }

  /** Where the tasks of a job are. */
  public Counts counts(int job) {
    var progress = batch.jobs().get(job);
    var work = works.get(job);
    return new Counts(
        progress.tasks(),
        work.pending.getCardinality(),
        work.leased.getCardinality(),
        work.waiting.all().getCardinality(),
        progress.succeeded().getCardinality(),
        progress.failed().getCardinality(),
        progress.cancelled().getCardinality());
  }
}
