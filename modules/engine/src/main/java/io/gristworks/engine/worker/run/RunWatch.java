package io.gristworks.engine.worker.run;

import io.gristworks.engine.worker.outcome.Outcomes;
import io.gristworks.engine.worker.report.NodeProtocol;
import io.gristworks.engine.worker.settings.WorkerMeans;
import io.gristworks.engine.worker.thread.NodeHealth;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that looks after all others of the node, every few milliseconds: deadlines, threads
 * that do not yield, outcomes that have lain long enough. Instead of a timer for each task.
 */
public final class RunWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunWatch.class);
  private static final long EVERY_NANOS = Duration.ofMillis(5).toNanos();

  /** A task that has run so long keeps others of its range waiting: an idle worker may help. */
  private static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final NodeProtocol node;
  private final WorkerMeans means;
  private final NodeHealth health;
  private final Runnable slowWithMoreBehind;
  private final Set<LeaseRun> runs = ConcurrentHashMap.newKeySet();
  private final AtomicInteger abandoned = new AtomicInteger();
  private final Thread thread;
  private volatile boolean closed;

  /**
   * Begins to watch.
   *
   * @param slowWithMoreBehind called at each look at which a slow task has others behind it
   */
  public RunWatch(
      NodeProtocol node, WorkerMeans means, NodeHealth health, Runnable slowWithMoreBehind) {
    this.node = node;
    this.means = means;
    this.health = health;
    this.slowWithMoreBehind = slowWithMoreBehind;
    this.thread =
        Thread.ofPlatform().daemon().name("gristworks-watch").unstarted(this::watchUntilClosed);
  }

  /** Begins to watch, on a thread of its own. */
  public void start() {
    thread.start();
  }

  /** Watches a run from now on. */
  public void add(LeaseRun run) {
    runs.add(run);
  }

  /** A run is over. */
  public void remove(LeaseRun run) {
    runs.remove(run);
  }

  /** A thread that was given up has ended after all. */
  public void abandonedEnded() {
    abandoned.decrementAndGet();
  }

  /** Threads that were given up and still run. */
  public int abandoned() {
    return Math.max(0, abandoned.get());
  }

  private void watchUntilClosed() {
    while (!closed) {
      LockSupport.parkNanos(EVERY_NANOS);
      try {
        look(means.nanos().getAsLong());
        health.watchGoesOn();
      } catch (RuntimeException defect) { // it must not die: nothing would time out any more
        LOG.error("the watch stumbled", defect);
      } catch (Error broken) {
        means.failure().broken("the watch over running tasks", broken);
        throw broken;
      }
    }
  }

  private void look(long now) {
    boolean slow = false;
    for (var run : runs) {
      switch (run.call().look(now)) {
        case RunningCall.Look.Fine _ -> {}
        case RunningCall.Look.Ripe(var outcomes) -> node.ended(run.lease(), outcomes);
        case RunningCall.Look.Abandoned(var outcomes) -> abandon(run, outcomes);
      }
      slow |= run.call().elapsed(now) >= SLOW_NANOS && run.range().remaining() > 0;
    }
    node.lingered();
    if (slow) {
      slowWithMoreBehind.run();
    }
  }

  private void abandon(LeaseRun run, Outcomes left) {
    abandoned.incrementAndGet();
    runs.remove(run);
    LOG.warn(
        "a thread does not yield and is abandoned: batch={} job={} operation={} lease={}",
        run.lease().terms().batch(),
        run.lease().terms().jobName(),
        run.lease().terms().operation(),
        run.lease().terms().number());
    run.abandoned(left);
  }

  /** Stops looking, and interrupts what runs. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    runs.forEach(run -> run.call().cancel());
  }
}
