package io.gristworks.core.view;

import io.gristworks.core.batch.Awaited;
import io.gristworks.core.batch.Batch;
import io.gristworks.core.batch.CanaryState;
import io.gristworks.core.batch.JobLimits;
import io.gristworks.core.batch.Pause;
import io.gristworks.core.batch.SkipReason;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is only sometimes worth telling of a job.
 *
 * @param paused who or what paused it, while it is paused
 * @param skipReason why it was never begun
 * @param waitingFor what it waits for before it may begin
 * @param startAt it does not begin before; null once that has come, or where it may at once
 * @param deadline when what is unfinished is cancelled
 * @param limits how much of it may go on at a time
 * @param suspects how many tasks must be run alone, because a node died that ran them
 * @param quarantined how many of the failed tasks failed because they took down nodes
 * @param canary what became of the last failed tasks that were tried again first
 */
public record JobDetail(
    @Nullable Pause paused,
    @Nullable SkipReason skipReason,
    List<Awaited> waitingFor,
    @Nullable Instant startAt,
    @Nullable Instant deadline,
    JobLimits limits,
    long suspects,
    long quarantined,
    @Nullable CanaryState canary) {
  /** Nothing of note. */
  public static final JobDetail NONE =
      new JobDetail(null, null, List.of(), null, null, JobLimits.NONE, 0, 0, null);

  /** Copies the list. */
  public JobDetail {
    waitingFor = List.copyOf(waitingFor);
  }

  /** Of the job at {@code at} in an existing batch. */
  public static JobDetail of(Batch batch, int at) {
    var job = batch.jobs().get(at);
    var control = job.control();
    var canary = job.deadLetters().canary();
    return new JobDetail(
        control.pause(),
        control.skipReason(),
        job.finishedAt() == null ? batch.waitsFor(at) : List.of(),
        control.begun() ? null : control.startAt(),
        control.deadline(),
        control.limits(),
        job.suspects().suspicions().size(),
        job.suspects().quarantined().size(),
        canary == null
            ? job.deadLetters().canaryResult()
            : new CanaryState.UnderWay(canary.probing().size(), canary.held().size()));
  }
}
