package io.gristworks.engine.worker.lease;

import io.gristworks.core.message.ToNode;
import io.gristworks.core.task.TaskError;
import io.gristworks.engine.operation.BoundOperation;
import io.gristworks.engine.worker.outcome.Failures;
import io.gristworks.engine.worker.thread.StoreCalls;
import io.gristworks.handler.ReduceHandler;
import io.gristworks.store.bytes.CorruptBytes;
import io.gristworks.store.segment.SegmentStore.MissingSegment;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Makes leases ready: loads their inputs, opens their handlers. Blocks its thread. */
public final class Preparation {
  private final InputCache cache;
  private final OpenHandlers handlers;
  private final StoreCalls calls;

  /** Prepares with these means. */
  public Preparation(InputCache cache, OpenHandlers handlers, StoreCalls calls) {
    this.cache = cache;
    this.handlers = handlers;
    this.calls = calls;
  }

  /** Makes a lease ready, or says why that is not possible. */
  public Readiness prepare(ToNode.Lease lease, BoundOperation<?, ?, ?> operation) {
    var misfit = misfit(lease, operation);
    if (misfit != null) {
      return new Readiness.Unrunnable(misfit);
    }
    try {
      var inputs = new LeaseInputs(lease.inputs(), slice -> calls.insist(() -> cache.read(slice)));
      var job = handlers.acquire(lease, operation);
      if (job.handler() instanceof ReduceHandler == operation.reduces()) {
        return new Readiness.Ready(job, inputs);
      }
      handlers.release(lease.batch(), lease.job());
      return new Readiness.Unrunnable(contradiction(operation));
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

  /** Why a job cannot be run by an operation of the other sort; null where the sort is right. */
  private static @Nullable TaskError misfit(ToNode.Lease lease, BoundOperation<?, ?, ?> operation) {
    if (lease.reduces() == operation.reduces()) {
      return null;
    }
    return Failures.wrongOperation(
        lease.reduces()
            ? "job "
                + lease.jobName()
                + " reduces the results of other jobs, which the operation "
                + operation.name()
                + " cannot: it takes tasks of its own"
            : "the operation "
                + operation.name()
                + " reduces the results of other jobs, but job "
                + lease.jobName()
                + " is no reduce job");
  }

  private static TaskError contradiction(BoundOperation<?, ?, ?> operation) {
    return Failures.wrongOperation(
        operation.reduces()
            ? "the operation "
                + operation.name()
                + " says that it reduces, but opens no ReduceHandler"
            : "the operation "
                + operation.name()
                + " opens a ReduceHandler, but does not say that it reduces");
  }
}
