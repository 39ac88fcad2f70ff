package io.gristworks.engine.worker;

import io.gristworks.core.batch.RetryPolicy;
import io.gristworks.core.task.InputSlice;
import io.gristworks.engine.operation.BoundOperation;
import io.gristworks.engine.protocol.NodeCommand;
import io.gristworks.store.bytes.CorruptBytes;
import io.gristworks.store.segment.InputBlock;
import io.gristworks.store.segment.SegmentStore.MissingSegment;
import io.gristworks.store.segment.SegmentStore.StoreUnavailable;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.random.RandomGenerator;

/** Makes leases ready: loads their inputs, opens their handlers. Blocks; for virtual threads. */
final class Preparation {
  /** Some four seconds in all; then another node may have more luck. */
  private static final RetryPolicy AGAIN =
      new RetryPolicy(6, Duration.ofMillis(100), Duration.ofSeconds(2));

  private final InputCache cache;
  private final OpenHandlers handlers;
  private final RandomGenerator random;

  Preparation(InputCache cache, OpenHandlers handlers, RandomGenerator random) {
    this.cache = cache;
    this.handlers = handlers;
    this.random = random;
  }

  /** Makes a lease ready, or says why that is not possible. */
  Readiness prepare(NodeCommand.Lease lease, BoundOperation<?, ?, ?> operation) {
    try {
      var inputs = new LeaseInputs(lease.inputs(), this::load);
      return new Readiness.Ready(handlers.acquire(lease, operation), inputs);
    } catch (ExecutionException e) {
      var why = e.getCause() == null ? e : e.getCause();
      return new Readiness.Unrunnable(Failures.handlerUnavailable(operation.name(), why));
    } catch (MissingSegment | CorruptBytes e) {
      return new Readiness.Unrunnable(Failures.inputMissing(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Readiness.NotNow("the node ends");
    } catch (RuntimeException e) {
      return new Readiness.NotNow("the inputs cannot be read: " + e);
    }
  }

  private InputBlock load(InputSlice slice) {
    for (int failures = 1; ; failures++) {
      try {
        return cache.read(slice);
      } catch (StoreUnavailable e) {
        if (!AGAIN.allowsAnother(failures)) {
          throw e;
        }
        pause(AGAIN.wait(failures, random), e);
      }
    }
  }

  private static void pause(Duration wait, StoreUnavailable why) {
    try {
      Thread.sleep(wait);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw why;
    }
  }
}
