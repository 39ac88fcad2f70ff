package io.gristworks.engine.worker.lease;

import io.gristworks.core.message.ToNode.Lease;
import io.gristworks.core.node.HeldLease;
import io.gristworks.core.task.TaskError;
import io.gristworks.core.worker.TaskRange;
import io.gristworks.engine.worker.resource.CallLimit;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What a node needs to run a lease: what was asked for, the handler, the inputs. What is left of it
 * to run and to report is in {@link HeldLease}. For any number of threads.
 */
public final class LeaseWork {
  private final HeldLease held;
  private final @Nullable CallLimit limit;
  private final TaskRange whole;
  private final AtomicBoolean holdsHandler = new AtomicBoolean();
  private volatile @Nullable OpenJob<?, ?> job;
  private volatile @Nullable LeaseInputs inputs;
  private volatile @Nullable TaskError unrunnable;

  /** What came with a lease, before its handler and its inputs are there. */
  public LeaseWork(HeldLease held, @Nullable CallLimit limit) {
    this.held = held;
    this.limit = limit;
    this.whole = held.whole();
  }

  /** What the coordinator asked for. */
  public Lease terms() {
    return held.terms();
  }

  /** What is left of it. */
  public HeldLease held() {
    return held;
  }

  /** Whether it takes a core, and not only a worker. */
  public boolean isCpuBound() {
    return held.isCpuBound();
  }

  /** Whether nothing of it counts any more. */
  public boolean isDropped() {
    return held.isDropped();
  }

  /** What its calls to a service outside are held to; null where there are none. */
  public @Nullable CallLimit limit() {
    return limit;
  }

  /** The number of the task at a place of the lease, from 0. */
  public int task(int place) {
    return held.task(place);
  }

  /** Which attempt the next one of {@code task} is. */
  public int attempt(int task) {
    return held.terms().attempt(task);
  }

  /** The range of all its tasks. */
  public TaskRange whole() {
    return whole;
  }

  // Made ready before its first run; the run's thread reads it.

  /** It can be run. */
  public void ready(OpenJob<?, ?> open, LeaseInputs loaded) {
    job = open;
    inputs = loaded;
    holdsHandler.set(true);
  }

  /** Whether a handler must be given back now, which is said once. */
  public boolean takeRelease() {
    return holdsHandler.getAndSet(false);
  }

  /** It cannot be run: each of its tasks fails so. */
  public void unrunnable(TaskError why) {
    unrunnable = why;
  }

  /** Why all its tasks fail; null where they can be run. */
  public @Nullable TaskError whyUnrunnable() {
    return unrunnable;
  }

  /** The handler of its job; null before it is ready. */
  public @Nullable OpenJob<?, ?> job() {
    return job;
  }

  /** The inputs of its tasks; only once it is ready. */
  public LeaseInputs inputs() {
    return Objects.requireNonNull(inputs, "a lease runs once it has been made ready");
  }
}
