package io.gristworks.gateway.http;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Where what blocks is done: on platform threads of the gateway's own, never on a dispatcher's, and
 * never on virtual threads, whose carriers a handler in the same JVM could hold. Calls of the
 * database have other threads than bodies, so that slow senders do not keep anybody else waiting.
 * For any number of threads.
 */
public final class Offload {
  /** The pool of connections is smaller; what waits for an actor needs a thread, too. */
  private static final int CALLS_MOST = 64;

  /** Each waits for one sender. */
  private static final int BODIES_MOST = 512;

  private static final long IDLE_SECONDS = 10;

  private final Executor calls = pool("gateway-call-", CALLS_MOST);
  private final Executor bodies = pool("gateway-body-", BODIES_MOST);
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().daemon().name("gateway-timer").factory());

  private static Executor pool(String name, int most) {
    var pool =
        new ThreadPoolExecutor(
            most,
            most,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name(name, 0).factory());
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** Nothing runs. */
  public Offload() {
    timer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
  }

  /** Computes {@code work} there. */
  public <T> CompletionStage<T> supply(Supplier<T> work) {
    return CompletableFuture.supplyAsync(work, calls);
  }

  /** The same for work that reads a request's body, however slowly it comes. */
  public <T> CompletionStage<T> supplyFromBody(Supplier<T> work) {
    return CompletableFuture.supplyAsync(work, bodies);
  }

  /** The same as {@link #supply}, begun after so long. */
  public <T> CompletionStage<T> supplyAfter(Duration wait, Supplier<T> work) {
    return CompletableFuture.supplyAsync(
        work,
        run -> {
          var _ = timer.schedule(() -> calls.execute(run), wait.toNanos(), TimeUnit.NANOSECONDS);
        });
  }

  /** Runs {@code work} there; what it throws is its own matter. */
  public void run(Runnable work) {
    calls.execute(work);
  }
}
