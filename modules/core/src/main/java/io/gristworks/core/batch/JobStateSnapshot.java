package io.gristworks.core.batch;

import io.gristworks.core.task.TaskSet;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a snapshot holds of a job beyond its outcomes.
 *
 * @param released whether all it waits for has ended as it must; for good
 * @param fanIn of each job it waits for how many segments of outcomes it had then
 * @param derivedSegments how many segments of the job that it takes its tasks from are tasks by now
 * @param derivationEnded whether all of them are
 * @param givenUp failed tasks by cause
 * @param attemptsGivenUp failed tasks by the number of their attempts
 * @param attemptsTakenUp tasks tried again by the number of their attempts before
 * @param canaryResult what became of the last canary; null where there was none
 */
public record JobStateSnapshot(
    Control control,
    boolean released,
    List<FanIn> fanIn,
    int derivedSegments,
    boolean derivationEnded,
    List<BatchEvent.GivenUp> givenUp,
    List<Attempts> attemptsGivenUp,
    List<Attempts> attemptsTakenUp,
    @Nullable Canary canary,
    @Nullable CanaryState canaryResult,
    List<CrashSuspect> suspects,
    List<CrashSuspect> quarantined) {

  static JobStateSnapshot of(
      JobControl control,
      JobDependencyState dependencies,
      DeadLetters deadLetters,
      CrashSuspects suspects) {
    return new JobStateSnapshot(
        control.snapshot(),
        dependencies.released(),
        dependencies.fanIn(),
        dependencies.derivedSegments(),
        dependencies.derivationEnded(),
        deadLetters.byCause(),
        deadLetters.book().givenUp(),
        deadLetters.book().takenUp(),
        deadLetters.canary(),
        deadLetters.canaryResult(),
        List.copyOf(suspects.suspicions()),
        List.copyOf(suspects.quarantined()));
  }

  /**
   * What a job was told to do otherwise.
   *
   * @param begun whether its start time has come
   * @param ending whether and how it is being cancelled
   * @param skipReason why it was never begun; null where it was not skipped
   * @param budgetSpent whether the failure budget has done what it does
   * @param reopenedAt when failed tasks of it were last tried again after its end
   */
  public record Control(
      Priority priority,
      JobLimits limits,
      @Nullable Instant deadline,
      boolean begun,
      @Nullable Pause pause,
      @Nullable Cancellation ending,
      @Nullable SkipReason skipReason,
      boolean budgetSpent,
      @Nullable Instant reopenedAt) {}

  /** Tasks with so many attempts behind them. */
  public record Attempts(int attempts, TaskSet tasks) {}

  /**
   * What a job receives from another one.
   *
   * @param job the place of the other
   * @param segments how many of its segments of outcomes, from the first
   */
  public record FanIn(int job, int segments) {}
}
