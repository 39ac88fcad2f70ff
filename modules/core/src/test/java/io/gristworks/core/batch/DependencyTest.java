package io.gristworks.core.batch;

import static io.gristworks.core.batch.BatchStory.given;
import static io.gristworks.core.batch.Sample.NOON;
import static io.gristworks.core.batch.Sample.cancelled;
import static io.gristworks.core.batch.Sample.failed;
import static io.gristworks.core.batch.Sample.failedOnce;
import static io.gristworks.core.batch.Sample.job;
import static io.gristworks.core.batch.Sample.skipped;
import static io.gristworks.core.batch.Sample.spec;
import static io.gristworks.core.batch.Sample.submitted;
import static io.gristworks.core.batch.Sample.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DependencyTest {
  private static final BatchSpec CHAIN = spec(job("load"), job("scan", "load"), job("sum", "scan"));
  private static final BatchSpec JOIN = spec(job("end", "l", "r"), job("l"), job("r"));

  @Test
  void aJobStartsWhenAllThatItNeedsHasSucceeded() {
    var batch = given(submitted(JOIN, 1, 2, 2)).batch();
    assertThat(batch.isRunnable(0)).isFalse();
    batch.apply(succeeded(1, 2));
    assertThat(batch.isRunnable(0)).isFalse();
    batch.apply(succeeded(2, 1));
    assertThat(batch.isRunnable(0)).isFalse();
    batch.apply(failedOnce(2, 1, NOON));
    assertThat(batch.isRunnable(0)).isFalse();
    batch.apply(succeeded(2, 2));
    assertThat(batch.isRunnable(0)).isTrue();
  }

  @Test
  void nothingFollowsWhileAllGoesWell() {
    assertThat(given(submitted(CHAIN, 2, 2, 2), succeeded(0, 2)).whatFollows()).isEmpty();
  }

  @Test
  void aJobWhoseDependencyIsLostIsSkippedAndSaysWhy() {
    var spec = spec(job("load"), job("scan", "load"));
    assertThat(given(submitted(spec, 2, 2), failed(0, 1), succeeded(0, 1)).whatFollows())
        .containsExactly(skipped(1, new SkipReason.JobNotSucceeded("load", 1)), cancelled(1, 0, 1));
  }

  @Test
  void theLossGoesDownTheWholeChain() {
    var story = given(submitted(CHAIN, 1, 2, 3), failed(0, 0));
    story.whatFollows();
    assertThat(story.batch().isFinished()).isTrue();
    assertThat(story.batch().jobs().get(1).control().skipReason())
        .isEqualTo(new SkipReason.JobNotSucceeded("load", 1));
    assertThat(story.batch().jobs().get(2).control().skipReason())
        .isEqualTo(new SkipReason.JobSkipped("scan", Condition.SUCCEEDED));
    assertThat(story.batch().jobs())
        .extracting(job -> job.status(false, false))
        .containsExactly(Status.FAILED, Status.SKIPPED, Status.SKIPPED);
  }

  @Test
  void theLossGoesUpTheListToo() {
    var story = given(submitted(JOIN, 5, 1, 1), failed(2, 0));
    assertThat(story.whatFollows())
        .containsExactly(
            skipped(0, new SkipReason.JobNotSucceeded("r", 1)), cancelled(0, 0, 1, 2, 3, 4));
    assertThat(story.batch().isRunnable(1)).isTrue();
  }

  @Test
  void aCancelledDependencyIsALostOne() {
    var batch =
        given(submitted(CHAIN, 2, 2, 2), succeeded(0, 2))
            .when(it -> it.cancel("scan", "enough", Sample::nobodyHolds, NOON))
            .thenItIsSo();
    assertThat(batch.jobs().get(1).cancelReason()).isEqualTo(new CancelReason.Asked("enough"));
    assertThat(batch.jobs().get(2).control().skipReason())
        .isEqualTo(new SkipReason.JobNotSucceeded("scan", 2));
    assertThat(batch.isFinished()).isTrue();
  }

  @Test
  void failedTasksDoNotFailTheBatch() {
    var batch = given(submitted(spec(job("scan")), 3), failed(0, 2), succeeded(0, 2)).batch();
    assertThat(batch.isFinished()).isTrue();
    assertThat(batch.jobs().getFirst().status(false, false)).isEqualTo(Status.COMPLETED);
  }
}
