package io.gristworks.engine.worker.lease;

import io.gristworks.engine.operation.BoundOperation;
import io.gristworks.handler.Handler;
import io.gristworks.handler.NodeContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The handler of one job on this node, shared by its leases; for any number of threads. */
public final class OpenJob<I, O> {
  private static final Logger LOG = LoggerFactory.getLogger(OpenJob.class);

  private final BoundOperation<?, I, O> operation;
  private final CompletableFuture<Handler<I, O>> handler = new CompletableFuture<>();

  /** A running mean of what a task takes, 0 while unknown. Races lose a sample, no more. */
  private volatile long meanNanos;

  OpenJob(BoundOperation<?, I, O> operation) {
    this.operation = operation;
  }

  /** The operation, bound to the parameters of the job. */
  public BoundOperation<?, I, O> operation() {
    return operation;
  }

  /** Opens the handler; called once. */
  void open(String parameters, NodeContext context) {
    try {
      handler.complete(operation.open(parameters, context));
    } catch (Throwable e) {
      // An Error too (a class that is missing, say): whoever waits must hear of it.
      handler.completeExceptionally(e);
    }
  }

  /** Waits until the handler is open. */
  void await() throws InterruptedException, ExecutionException {
    handler.get();
  }

  /** The handler, which is open. */
  public Handler<I, O> handler() {
    return handler.resultNow();
  }

  /** Closes the handler, if it was opened. */
  void close() {
    if (handler.state() == CompletableFuture.State.SUCCESS) {
      try {
        handler().close();
      } catch (Throwable e) { // whatever it is, it is the handler's
        LOG.warn("a handler failed to close: operation={}", operation.name(), e);
      }
    }
  }

  /** Learns that {@code tasks} tasks took {@code micros} in all. */
  public void learn(int tasks, long micros) {
    long sample = Math.max(1, micros * 1_000 / tasks);
    long known = meanNanos;
    meanNanos = known == 0 ? sample : known + (sample - known) / 4;
  }

  /** How long a task takes, as a running mean in nanoseconds; 0 before the first. */
  public long meanNanos() {
    return meanNanos;
  }
}
