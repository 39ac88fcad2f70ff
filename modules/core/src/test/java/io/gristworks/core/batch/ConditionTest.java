package io.gristworks.core.batch;

import static io.gristworks.core.batch.BatchStory.given;
import static io.gristworks.core.batch.Sample.NOON;
import static io.gristworks.core.batch.Sample.cancelRequested;
import static io.gristworks.core.batch.Sample.cancelled;
import static io.gristworks.core.batch.Sample.failed;
import static io.gristworks.core.batch.Sample.job;
import static io.gristworks.core.batch.Sample.skipped;
import static io.gristworks.core.batch.Sample.spec;
import static io.gristworks.core.batch.Sample.submitted;
import static io.gristworks.core.batch.Sample.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.BatchEvent.FailedRetried;
import io.gristworks.core.batch.ControlEvent.AwaitedBatchEnded;
import io.gristworks.core.task.TaskSet;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ConditionTest {
  private static final BatchEvent[] WHOLE = {succeeded(0, 2)};
  private static final BatchEvent[] PARTLY = {succeeded(0, 1), failed(0, 1)};
  private static final BatchEvent[] BROKEN = {failed(0, 0, 1)};
  private static final BatchEvent[] CUT = {failed(0, 0), cancelRequested("x", 0), cancelled(0, 1)};

  private static boolean runs(Condition condition, BatchEvent... past) {
    var story = given(submitted(needs(condition), 2, 1));
    for (var event : past) {
      story.batch().apply(event);
    }
    story.whatFollows();
    boolean runs = story.batch().isRunnable(1);
    var status = story.batch().jobs().get(1).status(false, false);
    assertThat(status).isEqualTo(runs ? Status.QUEUED : Status.SKIPPED);
    return runs;
  }

  private static BatchSpec needs(Condition condition) {
    return spec(job("load"), job("next").after(new Dependency("load", condition)));
  }

  @Test
  void eachConditionHoldsAfterTheEndsItNames() {
    assertThat(runs(Condition.SUCCEEDED, WHOLE)).isTrue();
    assertThat(runs(Condition.SUCCEEDED, PARTLY)).isFalse();
    assertThat(runs(Condition.SUCCEEDED, CUT)).isFalse();
    assertThat(runs(Condition.COMPLETED, WHOLE)).isTrue();
    assertThat(runs(Condition.COMPLETED, PARTLY)).isTrue();
    assertThat(runs(Condition.COMPLETED, BROKEN)).isTrue();
    assertThat(runs(Condition.COMPLETED, CUT)).isFalse();
    assertThat(runs(Condition.FAILED, WHOLE)).isFalse();
    assertThat(runs(Condition.FAILED, PARTLY)).isTrue();
    assertThat(runs(Condition.FAILED, BROKEN)).isTrue();
    assertThat(runs(Condition.FAILED, CUT)).isTrue();
  }

  @Test
  void nothingHoldsAfterASkippedJob() {
    for (var condition : Condition.values()) {
      var spec =
          spec(job("load"), job("mid", "load"), job("end").after(new Dependency("mid", condition)));
      var story = given(submitted(spec, 1, 1, 1), failed(0, 0));
      story.whatFollows();
      assertThat(story.batch().jobs().get(2).control().skipReason())
          .isEqualTo(new SkipReason.JobSkipped("mid", condition));
    }
  }

  @Test
  void aLostConditionSaysWhich() {
    var story = given(submitted(needs(Condition.FAILED), 2, 1), succeeded(0, 2));
    assertThat(story.whatFollows()).startsWith(skipped(1, new SkipReason.JobNotFailed("load")));
  }

  @Test
  void whatWasReleasedStaysSoWhenItsDependencyGoesOn() {
    var batch = given(submitted(needs(Condition.COMPLETED), 2, 1)).batch();
    for (var event : PARTLY) {
      batch.apply(event);
    }
    batch.apply(new FailedRetried(0, TaskSet.of(1), TaskSet.empty(), "ana", NOON));
    assertThat(batch.jobs().getFirst().finishedAt()).isNull();
    assertThat(batch.isRunnable(1)).isTrue();
  }

  @Test
  void whatWasSkippedStaysSoWhenItsDependencySucceedsAfterAll() {
    var story = given(submitted(needs(Condition.SUCCEEDED), 2, 1));
    for (var event : PARTLY) {
      story.batch().apply(event);
    }
    story.whatFollows();
    assertThat(story.batch().isFinished()).isTrue();
    story.batch().apply(new FailedRetried(0, TaskSet.of(1), TaskSet.empty(), "ana", NOON));
    assertThat(story.batch().isFinished()).isFalse();
    story.batch().apply(succeeded(0, 2));
    story.whatFollows();
    assertThat(story.batch().isFinished()).isTrue();
    assertThat(story.batch().jobs().get(1).status(false, false)).isEqualTo(Status.SKIPPED);
  }

  private static BatchSpec behind(Condition condition) {
    return new BatchSpec(
        "mill",
        "story",
        new TreeMap<>(),
        List.of(job("scan")),
        "digest",
        List.of(new BatchDependency("b-other", condition)));
  }

  @Test
  void aBatchWaitsForAnother() {
    var batch = given(submitted(behind(Condition.COMPLETED), 2)).batch();
    assertThat(batch.isRunnable(0)).isFalse();
    assertThat(batch.awaits()).containsExactly("b-other");
    assertThat(batch.waitsFor(0))
        .containsExactly(new Awaited.OtherBatch("b-other", Condition.COMPLETED));
    batch.apply(new AwaitedBatchEnded(new AwaitedEnd("b-other", Status.FAILED, 7), NOON));
    assertThat(batch.isRunnable(0)).isTrue();
    assertThat(batch.awaits()).isEmpty();
  }

  @Test
  void aBatchBehindOneThatEndedOtherwiseIsSkippedAndSaysWhy() {
    var story = given(submitted(behind(Condition.SUCCEEDED), 2));
    story
        .batch()
        .apply(new AwaitedBatchEnded(new AwaitedEnd("b-other", Status.COMPLETED, 1), NOON));
    assertThat(story.whatFollows())
        .containsExactly(
            skipped(
                0,
                new SkipReason.BatchEndedOtherwise(
                    "b-other", Condition.SUCCEEDED, Status.COMPLETED, 1)),
            cancelled(0, 0, 1));
    assertThat(story.batch().isFinished()).isTrue();
  }
}
