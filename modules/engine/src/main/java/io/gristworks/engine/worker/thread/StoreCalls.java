package io.gristworks.engine.worker.thread;

import io.gristworks.core.batch.RetryPolicy;
import io.gristworks.engine.protocol.Cluster;
import io.gristworks.store.segment.SegmentStore.StoreUnavailable;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Calls that wait for the database or a coordinator, made again while nobody answers. Those for
 * handlers run on threads of their own: a handler's thread may be interrupted at any time, and an
 * interrupt in the middle of reading closes the file of an embedded database.
 */
public final class StoreCalls {
  /** Some four seconds in all, beside what the calls take; then another node may do better. */
  private static final RetryPolicy AGAIN =
      new RetryPolicy(6, Duration.ofMillis(100), Duration.ofSeconds(2));

  private final RandomGenerator random;
  private final Executor threads;

  /** Calls on {@code threads}, which block. */
  public StoreCalls(RandomGenerator random, Executor threads) {
    this.random = random;
    this.threads = threads;
  }

  /** Makes a call on a thread of its own; the future fails with what {@link #insist} throws. */
  public <T> CompletableFuture<T> begin(Supplier<T> call) {
    return CompletableFuture.supplyAsync(() -> insist(call), threads);
  }

  /** Makes a call, which changes nothing where it fails, until somebody answers; it blocks. */
  public <T> T insist(Supplier<T> call) {
    for (int failures = 1; ; failures++) {
      try {
        return call.get();
      } catch (StoreUnavailable | Cluster.NoAnswer e) {
        if (!AGAIN.allowsAnother(failures)) {
          throw e;
        }
        pause(AGAIN.wait(failures, random), e);
      }
    }
  }

  private static void pause(Duration wait, RuntimeException why) {
    try {
      Thread.sleep(wait);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw why;
    }
  }
}
