package io.gristworks.engine.thread;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes pools of platform threads for the engine's own work. Their threads are daemons, end when
 * they have had nothing to do for a while, and report what they throw to a {@link NodeFailure}.
 */
public final class EnginePools {
  private static final Logger LOG = LoggerFactory.getLogger(EnginePools.class);
  private static final long IDLE_SECONDS = 10;

  private EnginePools() {}

  /**
   * A pool for work that blocks. What comes while all threads are busy waits in order.
   *
   * @param name of its threads
   * @param most how many threads at once, from 1
   */
  public static ThreadPoolExecutor bounded(String name, int most, NodeFailure failure) {
    var pool =
        new ThreadPoolExecutor(
            most,
            most,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            threads(name, failure));
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** One thread that does things at their time, one after the other. */
  public static ScheduledThreadPoolExecutor timer(String name, NodeFailure failure) {
    var timer = new ScheduledThreadPoolExecutor(1, threads(name, failure));
    timer.setRemoveOnCancelPolicy(true);
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    return timer;
  }

  private static ThreadFactory threads(String name, NodeFailure failure) {
    return Thread.ofPlatform()
        .daemon()
        .name(name + "-", 0)
        .uncaughtExceptionHandler((thread, thrown) -> uncaught(thread.getName(), thrown, failure))
        .factory();
  }

  /**
   * An exception is a defect of what was run, and its thread is replaced; an error may be one of
   * the whole JVM.
   */
  private static void uncaught(String thread, Throwable thrown, NodeFailure failure) {
    if (thrown instanceof Error) {
      failure.broken("thread " + thread, thrown);
    } else {
      LOG.error("a thread of the engine failed: thread={}", thread, thrown);
    }
  }
}
