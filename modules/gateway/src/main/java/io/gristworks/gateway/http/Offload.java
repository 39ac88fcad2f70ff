package io.gristworks.gateway.http;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Where what blocks is done: a virtual thread for each call, never a dispatcher's thread. */
public final class Offload {
  private final Executor threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("gateway-", 0).factory());

  /** Computes {@code work} there. */
  public <T> CompletionStage<T> supply(Supplier<T> work) {
    return CompletableFuture.supplyAsync(work, threads);
  }

  /** The same, begun after so long. */
  public <T> CompletionStage<T> supplyAfter(Duration wait, Supplier<T> work) {
    var later = CompletableFuture.delayedExecutor(wait.toNanos(), TimeUnit.NANOSECONDS, threads);
    return CompletableFuture.supplyAsync(work, later);
  }

  /** Runs {@code work} there; what it throws is its own matter. */
  public void run(Runnable work) {
    threads.execute(work);
  }

  /**
   * Lets others have the core for a moment: virtual threads that compute do not do so by
   * themselves.
   */
  @SuppressWarnings("ThreadPriorityCheck") // fairness is wished for, correctness needs none of it
  public static void stepAside() {
    Thread.yield();
  }
}
