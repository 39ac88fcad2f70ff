package io.gristworks.engine.worker.thread;

import io.gristworks.engine.thread.EnginePools;
import io.gristworks.engine.thread.NodeFailure;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;

/**
 * The threads on which a node does its own work. Handlers run on others: none of them can keep a
 * flush, a preparation or a call of the store waiting. For any number of threads.
 */
public final class NodeThreads implements AutoCloseable {
  /** So many commits of outcomes at once; each takes in all that is there. */
  public static final int FLUSHES_MOST = 2;

  /** Calls of the store for handlers, which wait for them. */
  private static final int STORE_CALLS_MOST = 32;

  private final NodeFailure failure;
  private final ThreadPoolExecutor flushes;
  private final ThreadPoolExecutor preparations;
  private final ThreadPoolExecutor storeCalls;
  private final ScheduledThreadPoolExecutor timer;

  /**
   * None of them started yet.
   *
   * @param leasesMost how many leases are made ready at once at most: a handler that takes long to
   *     open keeps no other job's lease waiting
   */
  public NodeThreads(int leasesMost, NodeFailure failure) {
    this.failure = failure;
    this.flushes = EnginePools.bounded("gristworks-flush", FLUSHES_MOST, failure);
    this.preparations = EnginePools.bounded("gristworks-prepare", leasesMost, failure);
    this.storeCalls = EnginePools.bounded("gristworks-store-call", STORE_CALLS_MOST, failure);
    this.timer = EnginePools.timer("gristworks-timer", failure);
  }

  /** For flushes, which block on the store. */
  public Executor flushes() {
    return flushes;
  }

  /** For making leases ready. */
  public Executor preparations() {
    return preparations;
  }

  /** For calls of the store and of coordinators on behalf of handlers. */
  public Executor storeCalls() {
    return storeCalls;
  }

  /** For what is short and comes later, and for reading the host. */
  public ScheduledExecutorService timer() {
    return timer;
  }

  /** A thread for work of a handler's; not started. What it throws that nobody caught is ours. */
  public Thread forHandler(String name, Runnable work) {
    return Thread.ofPlatform()
        .daemon()
        .name(name)
        .uncaughtExceptionHandler((_, thrown) -> failure.broken("thread " + name, thrown))
        .unstarted(work);
  }

  /** Takes nothing more; what runs goes on to its end. */
  @Override
  public void close() {
    flushes.shutdown();
    preparations.shutdown();
    storeCalls.shutdown();
    timer.shutdown();
  }
}
