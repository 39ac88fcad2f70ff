package io.gristworks.core.batch;

import static io.gristworks.core.batch.BatchStory.given;
import static io.gristworks.core.batch.Sample.NOON;
import static io.gristworks.core.batch.Sample.cancelRequested;
import static io.gristworks.core.batch.Sample.cancelled;
import static io.gristworks.core.batch.Sample.failed;
import static io.gristworks.core.batch.Sample.job;
import static io.gristworks.core.batch.Sample.spec;
import static io.gristworks.core.batch.Sample.submitted;
import static io.gristworks.core.batch.Sample.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.BatchEvent.FailedRetried;
import io.gristworks.core.batch.BatchEvent.TasksDerived;
import io.gristworks.core.task.InputPart;
import io.gristworks.core.task.TaskSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskDerivationTest {
  private static final BatchSpec STREAM =
      spec(job("load"), job("scan").with(JobOptions.USUAL.with(TaskSource.streamed("load"))));
  private static final BatchSpec COLLECT =
      spec(job("load"), job("scan").with(JobOptions.USUAL.with(TaskSource.collected("load"))));

  private static InputPart part(int tasks) {
    return new InputPart(1, "derived-" + tasks, tasks == 0 ? List.of() : List.of(tasks));
  }

  @Test
  void resultsBecomeTasksAsTheyCome() {
    var story = given(submitted(STREAM, 4), succeeded(0, 2));
    var batch = story.batch();
    assertThat(batch.feed(1)).contains(new ResultFeed(0, 0, 1));
    story
        .when(it -> it.derive(part(2), 0, 1, NOON))
        .thenAccepted(new TasksDerived(part(2), 0, 1, NOON));
    batch.apply(new TasksDerived(part(2), 0, 1, NOON));
    assertThat(batch.jobs().get(1).tasks()).isEqualTo(2);
    assertThat(batch.isRunnable(1)).isTrue();
    assertThat(batch.feed(1)).isEmpty();
    batch.apply(succeeded(1, 2));
    assertThat(batch.isFinished()).as("more may come").isFalse();
    assertThat(story.whatFollows()).isEmpty();
  }

  @Test
  void aSegmentBecomesTasksOnceAndNoneIsLeftOut() {
    var story =
        given(
            submitted(STREAM, 4),
            succeeded(0, 2),
            failed(0, 3),
            new TasksDerived(part(2), 0, 1, NOON));
    story.when(it -> it.derive(part(2), 0, 1, NOON)).thenAlreadyTrue();
    story
        .when(it -> it.derive(part(2), 0, 2, NOON))
        .thenRefused(new Refusal.OutOfStep("scan", 0, 1));
    story
        .when(it -> it.derive(part(2), 2, 3, NOON))
        .thenRefused(new Refusal.OutOfStep("scan", 2, 1));
    story.when(it -> it.derive(part(0), 1, 2, NOON)).thenItIsSo();
    assertThat(story.batch().jobs().get(1).dependencies().derivedSegments()).isEqualTo(2);
  }

  @Test
  void theJobEndsWhenItsSourceHasEndedAndAllIsDerived() {
    var story = given(submitted(STREAM, 2), succeeded(0, 2));
    assertThat(story.whatFollows()).isEmpty();
    story.batch().apply(new TasksDerived(part(2), 0, 1, NOON));
    assertThat(story.whatFollows()).containsExactly(new ControlEvent.DerivationEnded(1, NOON));
    story.batch().apply(succeeded(1, 2));
    assertThat(story.batch().isFinished()).isTrue();
  }

  @Test
  void aSourceWithoutResultsLeavesAJobWithoutTasks() {
    var story = given(submitted(STREAM, 1), failed(0, 0), new TasksDerived(part(0), 0, 1, NOON));
    story.whatFollows();
    assertThat(story.batch().isFinished()).isTrue();
    assertThat(story.batch().jobs().get(1).status(false, false)).isEqualTo(Status.COMPLETED);
    assertThat(story.batch().jobs().get(1).failed().isEmpty()).isTrue();
  }

  @Test
  void collectingWaitsForTheEnd() {
    var batch = given(submitted(COLLECT, 4), succeeded(0, 2)).batch();
    assertThat(batch.feed(1)).isEmpty();
    assertThat(batch.waitsFor(1)).containsExactly(new Awaited.Job("load", Condition.COMPLETED));
    batch.apply(succeeded(0, 4));
    assertThat(batch.feed(1)).contains(new ResultFeed(0, 0, 2));
  }

  @Test
  void collectingFromACancelledJobIsSkipped() {
    var story = given(submitted(COLLECT, 2), cancelRequested("x", 0), cancelled(0, 0, 1));
    story.whatFollows();
    assertThat(story.batch().jobs().get(1).control().skipReason())
        .isEqualTo(new SkipReason.JobCancelled("load"));
    assertThat(story.batch().isFinished()).isTrue();
  }

  @Test
  void whatARetryOfTheSourceBringsBecomesTasksToo() {
    var story =
        given(
            submitted(STREAM, 2),
            succeeded(0, 1),
            failed(0, 1),
            new TasksDerived(part(1), 0, 2, NOON),
            succeeded(1, 1));
    story.whatFollows();
    assertThat(story.batch().isFinished()).isTrue();
    story.batch().apply(new FailedRetried(0, TaskSet.of(1), TaskSet.empty(), "ana", NOON));
    story.batch().apply(succeeded(0, 2));
    assertThat(story.batch().feed(1)).contains(new ResultFeed(0, 2, 3));
    assertThat(story.batch().isFinished()).isFalse();
  }

  private static BatchStory derivedAndCancelled() {
    return given(
        submitted(STREAM, 3),
        succeeded(0, 2),
        failed(0, 2),
        new TasksDerived(part(2), 0, 2, NOON),
        new ControlEvent.DerivationEnded(1, NOON),
        failed(1, 0),
        cancelRequested("x", 1),
        cancelled(1, 1));
  }

  private static FailedRetried retried(int job, int task) {
    return new FailedRetried(job, TaskSet.of(task), TaskSet.empty(), "ana", NOON);
  }

  @Test
  void aCancelledJobThatGoesOnTakesWhatItsSourceBringsWhileThatGoesOn() {
    var batch = derivedAndCancelled().batch();
    batch.apply(retried(0, 2));
    batch.apply(retried(1, 0));
    batch.apply(succeeded(0, 3));
    assertThat(batch.feed(1)).contains(new ResultFeed(0, 2, 3));
  }

  @Test
  void aCancelledJobThatGoesOnTakesWhatItsSourceHasBroughtMeanwhile() {
    var batch = derivedAndCancelled().batch();
    batch.apply(retried(0, 2));
    batch.apply(succeeded(0, 3));
    assertThat(batch.feed(1)).as("it is cancelled").isEmpty();
    batch.apply(retried(1, 0));
    assertThat(batch.feed(1)).contains(new ResultFeed(0, 2, 3));
  }

  @Test
  void aJobThatGoesOnAfterAllIsDerivedTakesNothingMore() {
    var batch = derivedAndCancelled().batch();
    batch.apply(retried(1, 0));
    assertThat(batch.jobs().get(1).dependencies().expectsTasks()).isFalse();
    batch.apply(succeeded(1, 1));
    assertThat(batch.isFinished()).isTrue();
  }

  @Test
  void aDerivedJobTakesNoTasksOfItsOwn() {
    given()
        .when(it -> it.submit(STREAM, false, List.of(Sample.part(0, 1), Sample.part(1, 1)), NOON))
        .thenRefused(new Refusal.TasksFromElsewhere("scan"));
    given(Sample.opened(STREAM))
        .when(it -> it.append("scan", Sample.part(1, 1), Sample.key("k"), NOON))
        .thenRefused(new Refusal.TasksFromElsewhere("scan"));
    given().when(it -> it.submit(STREAM, false, List.of(Sample.part(0, 1)), NOON)).thenItIsSo();
  }

  @Test
  void aCircleOfTasksIsACircle() {
    var circle =
        spec(
            job("load", "scan"),
            job("scan").with(JobOptions.USUAL.with(TaskSource.streamed("load"))));
    given()
        .when(it -> it.submit(circle, true, List.of(), NOON))
        .thenRefused(new Refusal.Cycle(List.of("load", "scan", "load")));
  }

  @Test
  void aReduceJobHasOneTaskThatReceivesAllThereWas() {
    var sum = job("sum", "l", "r").with(JobOptions.USUAL.with(TaskSource.REDUCED));
    var batch = given(submitted(spec(job("l"), job("r"), sum), 2, 1)).batch();
    assertThat(batch.jobs().get(2).tasks()).isEqualTo(1);
    batch.apply(succeeded(0, 1));
    batch.apply(succeeded(0, 2));
    assertThat(batch.isRunnable(2)).isFalse();
    batch.apply(succeeded(1, 1));
    assertThat(batch.isRunnable(2)).isTrue();
    assertThat(batch.jobs().get(2).dependencies().fanIn())
        .containsExactly(new JobStateSnapshot.FanIn(0, 2), new JobStateSnapshot.FanIn(1, 1));
    batch.apply(succeeded(2, 1));
    assertThat(batch.isFinished()).isTrue();
  }

  @Test
  void aReduceJobNeedsSomethingToReduce() {
    var alone = spec(job("sum").with(JobOptions.USUAL.with(TaskSource.REDUCED)));
    given()
        .when(it -> it.submit(alone, false, List.of(), NOON))
        .thenRefused(new Refusal.NothingToReduce("sum"));
  }
}
