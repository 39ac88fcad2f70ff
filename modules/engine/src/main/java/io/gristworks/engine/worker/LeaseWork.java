package io.gristworks.engine.worker;

import io.gristworks.core.node.HeldLease;
import io.gristworks.core.node.LeaseTerms;
import io.gristworks.core.task.TaskError;
import io.gristworks.core.worker.TaskRange;
import io.gristworks.engine.protocol.NodeCommand;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What a node needs to run a lease: what was asked for, the handler, the inputs. What is left of it
 * to run and to report is in {@link HeldLease}. For any number of threads.
 */
final class LeaseWork {
  private final NodeCommand.Lease terms;
  private final @Nullable CallLimit limit;
  private final HeldLease held;
  private final TaskRange whole;
  private final AtomicBoolean holdsHandler = new AtomicBoolean();
  private volatile @Nullable OpenJob<?, ?> job;
  private volatile @Nullable LeaseInputs inputs;
  private volatile @Nullable TaskError unrunnable;

  LeaseWork(NodeCommand.Lease terms, boolean cpuBound, @Nullable CallLimit limit) {
    this.terms = terms;
    this.limit = limit;
    this.held =
        new HeldLease(
            new LeaseTerms(
                terms.batch(),
                terms.job(),
                terms.number(),
                terms.tasks(),
                terms.failedAttempts(),
                terms.operation(),
                cpuBound,
                terms.alone(),
                terms.queue(),
                terms.tenant(),
                terms.pool()));
    this.whole = held.whole();
  }

  /** What the coordinator asked for. */
  NodeCommand.Lease terms() {
    return terms;
  }

  /** What is left of it. */
  HeldLease held() {
    return held;
  }

  boolean isCpuBound() {
    return held.terms().cpuBound();
  }

  boolean isDropped() {
    return held.isDropped();
  }

  /** What its calls to a service outside are held to; null where there are none. */
  @Nullable CallLimit limit() {
    return limit;
  }

  int task(int place) {
    return held.task(place);
  }

  /** Which attempt the next one of {@code task} is. */
  int attempt(int task) {
    return held.terms().attempt(task);
  }

  /** The range of all its tasks. */
  TaskRange whole() {
    return whole;
  }

  // Made ready before its first run; the run's thread reads it.

  /** It can be run. */
  void ready(OpenJob<?, ?> open, LeaseInputs loaded) {
    job = open;
    inputs = loaded;
    holdsHandler.set(true);
  }

  /** Whether a handler must be given back now, which is said once. */
  boolean takeRelease() {
    return holdsHandler.getAndSet(false);
  }

  /** It cannot be run: each of its tasks fails so. */
  void unrunnable(TaskError why) {
    unrunnable = why;
  }

  @Nullable TaskError whyUnrunnable() {
    return unrunnable;
  }

  @Nullable OpenJob<?, ?> job() {
    return job;
  }

  LeaseInputs inputs() {
    return Objects.requireNonNull(inputs, "a lease runs once it has been made ready");
  }
}
