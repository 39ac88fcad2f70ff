package io.gristworks.core.batch;

import static io.gristworks.core.batch.BatchStory.given;
import static io.gristworks.core.batch.BatchStory.tasks;
import static io.gristworks.core.batch.Sample.NOON;
import static io.gristworks.core.batch.Sample.cancelRequested;
import static io.gristworks.core.batch.Sample.cancelled;
import static io.gristworks.core.batch.Sample.failed;
import static io.gristworks.core.batch.Sample.job;
import static io.gristworks.core.batch.Sample.spec;
import static io.gristworks.core.batch.Sample.submitted;
import static io.gristworks.core.batch.Sample.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.BatchEvent.CancelRequested;
import io.gristworks.core.batch.ControlEvent.BudgetExhausted;
import io.gristworks.core.batch.ControlEvent.GraceEnded;
import io.gristworks.core.batch.ControlEvent.JobStarted;
import io.gristworks.core.batch.ControlEvent.JobsPaused;
import io.gristworks.core.batch.ControlEvent.JobsResumed;
import io.gristworks.core.batch.ControlEvent.StartTimeCame;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ControlTest {
  private static final BatchSpec TWO = spec(job("load"), job("scan"));

  private static BatchSpec timed(
      @Nullable Instant startAt, @Nullable Instant deadline, @Nullable Duration total) {
    return spec(job("scan").with(JobOptions.USUAL.with(new JobTimes(startAt, deadline, total))));
  }

  private static BatchSpec budget(FailureBudget budget) {
    return spec(job("scan").with(JobOptions.USUAL.with(budget)));
  }

  @Test
  void aPausedJobIsNotHandedOutAndCountsWhatStillComes() {
    var story = given(submitted(TWO, 2, 2));
    story
        .when(it -> it.decide(new BatchCommand.Pause("scan", "ana", "hot"), _ -> tasks(), NOON))
        .thenAccepted(new JobsPaused(List.of(1), new PauseReason.Asked("ana", "hot"), NOON));
    var batch = story.batch();
    batch.apply(new JobsPaused(List.of(1), new PauseReason.Asked("ana", "hot"), NOON));
    assertThat(batch.isRunnable(0)).isTrue();
    assertThat(batch.isRunnable(1)).isFalse();
    assertThat(batch.jobs().get(1).status(false, true)).isEqualTo(Status.PAUSED);
    batch.apply(succeeded(1, 2));
    assertThat(batch.jobs().get(1).status(false, false)).isEqualTo(Status.COMPLETED);
  }

  @Test
  void resumingTheBatchResumesEachPausedJob() {
    given(submitted(TWO, 2, 2), new JobsPaused(List.of(1), new PauseReason.Asked("ana", ""), NOON))
        .when(it -> it.decide(new BatchCommand.Resume(null, "ben"), _ -> tasks(), NOON))
        .thenAccepted(new JobsResumed(List.of(1), "ben", NOON));
  }

  @Test
  void anEndWithGraceLetsWhatRunsEnd() {
    var until = NOON.plusSeconds(30);
    var grace = new BatchCommand.Cancel("scan", "enough", Duration.ofSeconds(30));
    var story = given(submitted(TWO, 1, 3));
    story
        .when(it -> it.decide(grace, _ -> tasks(2), NOON))
        .thenAccepted(
            new CancelRequested(List.of(1), new CancelReason.Asked("enough"), NOON, until),
            cancelled(1, 0, 1));
    var batch = story.batch();
    batch.apply(new CancelRequested(List.of(1), new CancelReason.Asked("enough"), NOON, until));
    batch.apply(cancelled(1, 0, 1));
    assertThat(batch.jobs().get(1).isInterrupted()).isFalse();
    assertThat(batch.nextTimer()).contains(until);
    assertThat(batch.automaticTransitions(_ -> tasks(2), until.minusNanos(1))).isEmpty();
    assertThat(batch.automaticTransitions(_ -> tasks(2), until))
        .containsExactly(new GraceEnded(List.of(1), until));
    batch.apply(new GraceEnded(List.of(1), until));
    assertThat(batch.jobs().get(1).isInterrupted()).isTrue();
    assertThat(batch.nextTimer()).isEmpty();
    assertThat(batch.automaticTransitions(_ -> tasks(), until))
        .containsExactly(
            new BatchEvent.TasksCancelled(1, io.gristworks.core.task.TaskSet.of(2), until));
  }

  @Test
  void aSecondCancelCanOnlyHurry() {
    var until = NOON.plusSeconds(30);
    var story =
        given(
            submitted(TWO, 1, 3),
            new CancelRequested(List.of(0, 1), new CancelReason.Asked("enough"), NOON, until));
    story
        .when(
            it ->
                it.decide(
                    new BatchCommand.Cancel(null, "x", Duration.ofSeconds(60)),
                    _ -> tasks(0, 1, 2),
                    NOON))
        .thenAlreadyTrue();
    story
        .when(it -> it.cancel(null, "hurry", _ -> tasks(0, 1, 2), NOON))
        .thenAccepted(cancelRequested("hurry", 0, 1));
    story.batch().apply(cancelRequested("hurry", 0, 1));
    assertThat(story.batch().jobs().getFirst().isInterrupted()).isTrue();
    assertThat(story.batch().jobs().getFirst().cancelReason())
        .isEqualTo(new CancelReason.Asked("enough"));
  }

  @Test
  void aJobDoesNotRunBeforeItsTime() {
    var start = NOON.plusSeconds(60);
    var batch = given(submitted(timed(start, null, null), 2)).batch();
    assertThat(batch.isRunnable(0)).isFalse();
    assertThat(batch.nextTimer()).contains(start);
    assertThat(batch.automaticTransitions(_ -> tasks(), start.minusNanos(1))).isEmpty();
    batch.automaticTransitions(_ -> tasks(), start).forEach(batch::apply);
    assertThat(batch.isRunnable(0)).isTrue();
    assertThat(batch.nextTimer()).isEmpty();
    assertThat(
            given(submitted(timed(start, null, null), 2))
                .batch()
                .automaticTransitions(_ -> tasks(), start))
        .containsExactly(new StartTimeCame(List.of(0), start));
  }

  @Test
  void atItsDeadlineWhatIsUnfinishedIsCancelled() {
    var batch = given(submitted(timed(null, NOON, null), 2), succeeded(0, 1)).batch();
    assertThat(batch.nextTimer()).contains(NOON);
    assertThat(batch.automaticTransitions(_ -> tasks(), NOON))
        .containsExactly(
            new CancelRequested(List.of(0), new CancelReason.DeadlinePassed(), NOON),
            cancelled(0, 1));
  }

  @Test
  void aDeadlineCanBeMoved() {
    var batch = given(submitted(timed(null, NOON, null), 2)).batch();
    batch.apply(new ControlEvent.DeadlineChanged(List.of(0), null, "ana", NOON));
    assertThat(batch.automaticTransitions(_ -> tasks(), NOON)).isEmpty();
  }

  @Test
  void theTotalTimeRunsFromTheFirstHandOut() {
    var story = given(submitted(timed(null, null, Duration.ofSeconds(10)), 2));
    assertThat(story.batch().nextTimer()).isEmpty();
    story.when(it -> it.started(0, NOON)).thenAccepted(new JobStarted(0, NOON));
    story.batch().apply(new JobStarted(0, NOON));
    story.when(it -> it.started(0, NOON.plusSeconds(1))).thenAlreadyTrue();
    assertThat(story.batch().nextTimer()).contains(NOON.plusSeconds(10));
    assertThat(story.batch().automaticTransitions(_ -> tasks(), NOON.plusSeconds(10)))
        .first()
        .isEqualTo(
            new CancelRequested(
                List.of(0), new CancelReason.TotalTimeOver(), NOON.plusSeconds(10)));
    given(submitted(TWO, 1, 1)).when(it -> it.started(0, NOON)).thenAlreadyTrue();
  }

  @Test
  void aSpentFailureBudgetPausesOnceAndWhoResumesGoesOnWithoutIt() {
    var two = budget(FailureBudget.tasks(1, FailureBudget.Then.PAUSE));
    var story = given(submitted(two, 9), failed(0, 0));
    assertThat(story.whatFollows()).isEmpty();
    story.batch().apply(failed(0, 1));
    assertThat(story.whatFollows())
        .containsExactly(
            new BudgetExhausted(0, 2, 1, NOON),
            new JobsPaused(List.of(0), new PauseReason.BudgetExhausted(2, 1), NOON));
    story.batch().apply(new JobsResumed(List.of(0), "ana", NOON));
    story.batch().apply(failed(0, 2));
    assertThat(story.whatFollows()).isEmpty();
    assertThat(story.batch().isRunnable(0)).isTrue();
  }

  @Test
  void withoutABudgetTheFirstFailureEndsTheJob() {
    var story = given(submitted(budget(FailureBudget.none()), 3), succeeded(0, 1));
    assertThat(story.whatFollows()).isEmpty();
    story.batch().apply(failed(0, 1));
    assertThat(story.whatFollows())
        .containsExactly(
            new BudgetExhausted(0, 1, 0, NOON),
            new CancelRequested(List.of(0), new CancelReason.BudgetExhausted(1, 0), NOON),
            cancelled(0, 2));
    assertThat(story.batch().isFinished()).isTrue();
  }

  @Test
  void aPercentageIsOneOfAllTasks() {
    assertThat(FailureBudget.percent(10, FailureBudget.Then.PAUSE).allowed(99)).isEqualTo(9);
    assertThat(FailureBudget.percent(100, FailureBudget.Then.PAUSE).allowed(7)).isEqualTo(7);
    var story = given(submitted(budget(FailureBudget.percent(50, FailureBudget.Then.CANCEL)), 4));
    story.batch().apply(failed(0, 0, 1));
    assertThat(story.whatFollows()).isEmpty();
    story.batch().apply(failed(0, 2));
    assertThat(story.whatFollows()).startsWith(new BudgetExhausted(0, 3, 2, NOON));
  }

  @Test
  void priorityAndLimitsChangeForWhatIsUnfinished() {
    var story = given(submitted(TWO, 1, 1), succeeded(0, 1));
    story
        .when(
            it ->
                it.decide(
                    new BatchCommand.SetPriority(null, Priority.HIGH, "ana"), _ -> tasks(), NOON))
        .thenAccepted(new ControlEvent.PriorityChanged(List.of(1), Priority.HIGH, "ana", NOON));
    story
        .when(
            it ->
                it.decide(
                    new BatchCommand.SetLimits("load", new JobLimits(1, 0), "ana"),
                    _ -> tasks(),
                    NOON))
        .thenRefused(new Refusal.AlreadyEnded("load"));
  }
}
