package io.gristworks.gateway.results;

import io.gristworks.core.batch.BatchId;
import io.gristworks.gateway.http.Ports;
import io.gristworks.gateway.problem.ProblemFound;
import org.jspecify.annotations.Nullable;

/** Finds tasks of a job by what their submitter called them. Blocks; one thread at a time. */
public final class TaskNames {
  private final Ports ports;
  private final BatchId batch;
  private final @Nullable String job;
  private @Nullable Inputs inputs;

  /**
   * Asks nobody yet.
   *
   * @param job null where there is no one job, and so no task to be found
   */
  public TaskNames(Ports ports, BatchId batch, @Nullable String job) {
    this.ports = ports;
    this.batch = batch;
    this.job = job;
  }

  /**
   * The index of the task {@code customId}, or -1.
   *
   * @throws ProblemFound where the coordinator refuses
   */
  public int find(String customId) {
    if (job == null) {
      return -1;
    }
    if (inputs == null) {
      inputs = new Inputs(ports.store(), Inputs.parts(ports.cluster(), batch, job));
    }
    return inputs.find(customId);
  }
}
