package io.gristworks.engine.worker.run;

import io.gristworks.core.task.TaskError;
import io.gristworks.engine.ledger.CrashLedger;
import io.gristworks.engine.protocol.TaskAtWork;
import io.gristworks.engine.worker.lease.LeaseWork;
import io.gristworks.engine.worker.outcome.Failures;
import io.gristworks.engine.worker.outcome.Outcomes;
import io.gristworks.engine.worker.settings.WorkerMeans;
import io.gristworks.engine.worker.settings.WorkerSettings;
import io.gristworks.engine.worker.thread.StoreCalls;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a thread that runs tasks meets the watch. An interrupt is sent under the lock under which
 * the thread ends its call, and only while that call runs: so it can never hit the next task. Once
 * the call is left, by the end of the work or by abandonment, the thread can add nothing more.
 *
 * <p>Per call: one uncontended lock.
 */
public final class RunningCall {
  /** Outcomes go to the batch's gathering when so much time has passed since the last did. */
  static final long HAND_OVER_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /** Or when there are so many bytes of them. */
  static final long HAND_OVER_BYTES = 64 << 10;

  /** Deadlines further off than this are as good as none; sums of them must not overflow. */
  private static final long LONGEST_NANOS = TimeUnit.DAYS.toNanos(3_650);

  private final LeaseWork lease;
  private final WorkerMeans means;
  private final StoreCalls calls;
  private final LongSupplier nanos;
  private final InstantSource clock;
  private final long timeoutNanos;
  private final long graceNanos;
  private final int resultMax;
  private final CrashLedger.Slot slot;

  // Written by the thread before `running`, read by the watch after it.
  private int from;
  private int to;
  private long beganAt;
  private volatile boolean running;

  // Under the lock.
  private @Nullable Thread thread;
  private Outcomes outcomes;
  private long handedOverAt;
  private boolean interrupted;
  private boolean timedOut;
  private long interruptedAt;
  private boolean left;
  private @Nullable Map<Integer, Said> said;

  private record Said(String step, double percent) {}

  /** A thread between two calls. */
  public RunningCall(
      LeaseWork lease,
      WorkerSettings settings,
      WorkerMeans means,
      StoreCalls calls,
      CrashLedger.Slot slot) {
    this.lease = lease;
    this.means = means;
    this.calls = calls;
    this.slot = slot;
    this.nanos = means.nanos();
    this.clock = means.clock();
    this.timeoutNanos =
        Math.min(LONGEST_NANOS, TimeUnit.NANOSECONDS.convert(lease.terms().timeout()));
    this.graceNanos = TimeUnit.NANOSECONDS.convert(settings.times().cancelGrace());
    this.resultMax = settings.bounds().result();
    this.outcomes = new Outcomes(resultMax);
    this.handedOverAt = nanos.getAsLong();
  }

  /** What the watch found. */
  sealed interface Look {
    /** Nothing to do. */
    record Fine() implements Look {}

    /** Outcomes that have lain here too long. */
    record Ripe(Outcomes outcomes) implements Look {}

    /** A thread that does not yield, with all that it leaves behind. */
    record Abandoned(Outcomes outcomes) implements Look {}

    Fine FINE = new Fine();
  }

  /** Where the thread writes what comes of one call, before {@link #end}. */
  Outcomes draft() {
    return new Outcomes(resultMax);
  }

  /** The current thread sits down. */
  synchronized void sit() {
    thread = Thread.currentThread();
  }

  /** The thread begins a call for the tasks at these places of the lease. */
  void begin(int firstPlace, int endPlace, long now) {
    from = firstPlace;
    to = endPlace;
    int first = lease.task(firstPlace);
    slot.begin(first, lease.task(endPlace - 1) - first + 1);
    beganAt = now;
    running = true;
  }

  /**
   * The call has ended with {@code draft}, which is taken unless the tasks have timed out.
   *
   * @return outcomes to hand over, or null
   * @throws Abandonment if the thread has been given up meanwhile
   */
  @Nullable Outcomes end(Outcomes draft, long now) throws Abandonment {
    Outcomes ripe = null;
    synchronized (this) {
      if (left) {
        throw new Abandonment();
      }
      running = false;
      slot.end();
      if (timedOut) {
        failCurrent(timeout(), now);
      } else {
        outcomes.append(draft, now);
      }
      interrupted = false;
      timedOut = false;
      said = null;
      if (now - handedOverAt >= HAND_OVER_NANOS || outcomes.bytes() >= HAND_OVER_BYTES) {
        ripe = take(now);
      }
    }
    // The handler's own or ours: it has ended, and the next task must not see it.
    Thread.interrupted();
    return ripe;
  }

  /**
   * The thread's work is over.
   *
   * @param broke what broke it off, if anything did; a call that still runs fails with it
   * @return what is left to hand over; null if the thread has been given up
   */
  synchronized @Nullable Outcomes leave(@Nullable Throwable broke) {
    if (left) {
      return null;
    }
    long now = nanos.getAsLong();
    if (running && broke != null) {
      failCurrent(Failures.of(broke), now);
    }
    left = true;
    running = false;
    slot.end();
    return take(now);
  }

  /** Interrupts the task that runs now, if one does. */
  public synchronized void cancel() {
    if (!left && running && !interrupted) {
      interrupt(nanos.getAsLong());
    }
  }

  /** The watch passes by. */
  Look look(long now) {
    if (!running && outcomes.isEmpty()) { // a glance without the lock: the next one sees the rest
      return Look.Fine.FINE;
    }
    synchronized (this) {
      if (left) {
        return Look.Fine.FINE;
      }
      if (running && !interrupted && now - beganAt >= timeoutNanos) {
        timedOut = true;
        interrupt(now);
      } else if (running && !interrupted && lease.isDropped()) { // begun while it was dropped
        interrupt(now);
      } else if (running && interrupted && now - interruptedAt >= graceNanos) {
        left = true;
        if (timedOut) {
          failCurrent(timeout(), now);
        }
        return new Look.Abandoned(take(now));
      }
      return !outcomes.isEmpty() && now - handedOverAt >= HAND_OVER_NANOS
          ? new Look.Ripe(take(now))
          : Look.Fine.FINE;
    }
  }

  private void interrupt(long now) {
    interrupted = true;
    interruptedAt = now;
    if (thread != null) {
      thread.interrupt();
    }
  }

  private TaskError timeout() {
    return Failures.timeout(lease.terms().timeout());
  }

  private void failCurrent(TaskError error, long now) {
    long micros = (now - beganAt) / 1_000;
    outcomes.endedAt(now);
    for (int place = from; place < to; place++) {
      int task = lease.task(place);
      outcomes.failed(task, lease.attempt(task), error, micros);
    }
  }

  private Outcomes take(long now) {
    var taken = outcomes;
    outcomes = new Outcomes(resultMax);
    handedOverAt = now;
    return taken;
  }

  /** How long the current call has run, in nanoseconds; 0 if none does. A glance, without lock. */
  public long elapsed(long now) {
    return running ? Math.max(0, now - beganAt) : 0;
  }

  /** A handler says how far a task of the call that began then has come. */
  synchronized void says(long callBeganAt, int task, String step, double percent) {
    if (running && !left && beganAt == callBeganAt) {
      if (said == null) {
        said = new HashMap<>();
      }
      said.put(task, new Said(step, percent));
    }
  }

  /** The tasks of the call that runs now, if one does. */
  public synchronized List<TaskAtWork> atWork(String node) {
    if (!running || left) { // who runs stays so while this lock is held: it takes it to end
      return List.of();
    }
    var since = clock.instant().minusNanos(Math.max(0, nanos.getAsLong() - beganAt));
    var tasks = new ArrayList<TaskAtWork>(to - from);
    for (int place = from; place < to; place++) {
      int task = lease.task(place);
      var heard = said == null ? null : said.get(task);
      tasks.add(
          new TaskAtWork(
              task,
              lease.attempt(task),
              node,
              since,
              heard == null ? null : heard.step,
              heard == null ? null : heard.percent));
    }
    return tasks;
  }

  /** Whether the work is over, or the thread was given up. */
  synchronized boolean isLeft() {
    return left;
  }

  /** Calls of the store on behalf of the handler. */
  StoreCalls calls() {
    return calls;
  }

  /** What tasks of this lease keep for later attempts. */
  TaskCheckpoints checkpoints() {
    return new TaskCheckpoints(lease, means, calls);
  }

  Instant deadline(long callBeganAt) {
    return clock.instant().plusNanos(callBeganAt + timeoutNanos - nanos.getAsLong());
  }

  boolean isOverdue(long callBeganAt) {
    return nanos.getAsLong() - callBeganAt >= timeoutNanos;
  }

  /** The thread was given up: it must end without a trace. */
  static final class Abandonment extends Exception {
    private static final long serialVersionUID = 1L;

    private Abandonment() {
      super("abandoned", null, false, false);
    }
  }
}
