package io.gristworks.engine.worker.run;

import io.gristworks.core.batch.BatchId;
import io.gristworks.engine.worker.lease.LeaseWork;
import io.gristworks.engine.worker.settings.WorkerMeans;
import io.gristworks.engine.worker.thread.StoreCalls;
import io.gristworks.handler.CheckpointUnavailable;
import io.gristworks.handler.TaskContext;
import io.gristworks.store.checkpoint.Checkpoints;
import io.gristworks.store.checkpoint.Checkpoints.Owner;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * The checkpoints of a lease's tasks, for their handlers. Waits for the database whatever happens:
 * a handler whose time is over may use its grace to keep what it has.
 */
final class TaskCheckpoints {
  private final LeaseWork lease;
  private final Checkpoints store;
  private final StoreCalls calls;

  TaskCheckpoints(LeaseWork lease, WorkerMeans means, StoreCalls calls) {
    this.lease = lease;
    this.store = means.checkpoints();
    this.calls = calls;
  }

  /** Keeps a copy of {@code state}; see {@link TaskContext#saveCheckpoint}. */
  void save(int task, byte[] state) throws CheckpointUnavailable {
    if (state.length > TaskContext.CHECKPOINT_BYTES_MAX) {
      throw new IllegalArgumentException(
          "a checkpoint has at most "
              + TaskContext.CHECKPOINT_BYTES_MAX
              + " bytes, not "
              + state.length);
    }
    var owner = owner(task);
    var kept = state.clone();
    boolean saved =
        await(
            "it is not known whether the checkpoint of " + name(task) + " was saved",
            () -> store.save(owner, lease.terms().number(), kept));
    if (!saved) {
      throw new CheckpointUnavailable(
          "the checkpoint of " + name(task) + " was not saved: a later attempt has saved its own",
          null);
    }
  }

  /** What is kept; see {@link TaskContext#checkpoint}. */
  Optional<byte[]> read(int task) throws CheckpointUnavailable {
    var owner = owner(task);
    return await("the checkpoint of " + name(task) + " cannot be read", () -> store.read(owner));
  }

  private <T> T await(String otherwise, Supplier<T> call) throws CheckpointUnavailable {
    try {
      return calls.begin(call).join();
    } catch (CompletionException e) {
      var why = e.getCause() == null ? e : e.getCause();
      throw new CheckpointUnavailable(otherwise + ": " + why.getMessage(), why);
    }
  }

  private Owner owner(int task) {
    return new Owner(new BatchId(lease.terms().batch()), lease.terms().job(), task);
  }

  private String name(int task) {
    return "task " + task + " of job " + lease.terms().jobName();
  }
}
