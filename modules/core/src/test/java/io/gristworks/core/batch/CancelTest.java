package io.gristworks.core.batch;

import static io.gristworks.core.batch.BatchStory.given;
import static io.gristworks.core.batch.BatchStory.tasks;
import static io.gristworks.core.batch.Sample.ID;
import static io.gristworks.core.batch.Sample.NOON;
import static io.gristworks.core.batch.Sample.appended;
import static io.gristworks.core.batch.Sample.cancelRequested;
import static io.gristworks.core.batch.Sample.cancelled;
import static io.gristworks.core.batch.Sample.failedOnce;
import static io.gristworks.core.batch.Sample.job;
import static io.gristworks.core.batch.Sample.opened;
import static io.gristworks.core.batch.Sample.sealed;
import static io.gristworks.core.batch.Sample.spec;
import static io.gristworks.core.batch.Sample.submitted;
import static io.gristworks.core.batch.Sample.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CancelTest {
  private static final BatchSpec TWO = spec(job("load"), job("scan"));

  @Test
  void aJobEndsAtOnceWhereNobodyHoldsItsTasks() {
    given(submitted(TWO, 3, 2))
        .when(batch -> batch.cancel("scan", "enough", Sample::nobodyHolds, NOON))
        .thenAccepted(cancelRequested("enough", 1), cancelled(1, 0, 1));
  }

  @Test
  void tasksThatANodeHoldsEndWhenItLetsThemGo() {
    var story = given(submitted(spec(job("scan")), 4), succeeded(0, 1));
    var batch = story.batch();
    story
        .when(it -> it.cancel(null, "enough", _ -> tasks(2), NOON))
        .thenAccepted(cancelRequested("enough", 0), cancelled(0, 1, 3));
    batch.apply(cancelRequested("enough", 0));
    batch.apply(cancelled(0, 1, 3));
    assertThat(batch.isFinished()).isFalse();
    assertThat(batch.isRunnable(0)).isFalse();
    assertThat(batch.automaticTransitions(_ -> tasks(2), NOON)).isEmpty();
    assertThat(story.whatFollows()).containsExactly(cancelled(0, 2));
    assertThat(batch.isFinished()).isTrue();
    assertThat(batch.jobs().getFirst().succeeded().getCardinality()).isEqualTo(1);
  }

  @Test
  void cancellingAllEndsEveryUnfinishedJob() {
    given(submitted(TWO, 3, 2), succeeded(0, 3))
        .when(batch -> batch.cancel(null, "enough", Sample::nobodyHolds, NOON))
        .thenAccepted(cancelRequested("enough", 1), cancelled(1, 0, 1));
  }

  @Test
  void cancellingTwiceOrTooLateChangesNothing() {
    given(submitted(TWO, 3, 2), cancelRequested("enough", 0, 1))
        .when(batch -> batch.cancel(null, "again", Sample::nobodyHolds, NOON))
        .thenAlreadyTrue();
    given(submitted(TWO, 3, 2), succeeded(0, 3))
        .when(batch -> batch.cancel("load", "late", Sample::nobodyHolds, NOON))
        .thenAlreadyTrue();
  }

  @Test
  void cancellingWhatIsNotThereIsRefused() {
    given()
        .when(batch -> batch.cancel(null, "enough", Sample::nobodyHolds, NOON))
        .thenRefused(new Refusal.UnknownBatch(ID.value()));
    given(submitted(TWO, 3, 2))
        .when(batch -> batch.cancel("ghost", "enough", Sample::nobodyHolds, NOON))
        .thenRefused(new Refusal.UnknownJob("ghost"));
  }

  @Test
  void aTaskThatWaitsForItsRetryEndsToo() {
    var batch =
        given(submitted(spec(job("scan")), 2), failedOnce(0, 1, NOON.plusSeconds(60)))
            .when(it -> it.cancel(null, "enough", Sample::nobodyHolds, NOON))
            .thenItIsSo();
    assertThat(batch.jobs().getFirst().cancelled()).isEqualTo(tasks(0, 1));
    assertThat(batch.jobs().getFirst().retries()).isEmpty();
  }

  @Test
  void cancellingAnOpenBatchClosesIt() {
    var batch =
        given(opened(TWO), appended(0, 2, "k1"))
            .when(it -> it.cancel(null, "enough", Sample::nobodyHolds, NOON))
            .thenItIsSo();
    assertThat(batch.isOpen()).isFalse();
    assertThat(batch.isFinished()).isTrue();
    assertThat(batch.jobs())
        .allSatisfy(job -> assertThat(job.status(false, false)).isEqualTo(Status.CANCELLED));
  }

  @Test
  void anOpenBatchWhoseJobsAreCancelledOneByOneIsFinishedToo() {
    var first =
        given(opened(TWO), appended(0, 2, "k1"))
            .when(it -> it.cancel("load", "one", Sample::nobodyHolds, NOON))
            .thenItIsSo();
    assertThat(first.isOpen()).isTrue();
    var both =
        given(opened(TWO), appended(0, 2, "k1"), cancelRequested("one", 0), cancelled(0, 0, 1))
            .when(it -> it.cancel("scan", "two", Sample::nobodyHolds, NOON))
            .thenItIsSo();
    assertThat(both.isOpen()).isFalse();
    assertThat(both.isFinished()).isTrue();
  }

  @Test
  void tasksThatComeToACancelledJobOfAnOpenBatchAreCancelledAndNotForgotten() {
    var story =
        given(
            opened(TWO),
            appended(0, 2, "k1"),
            cancelRequested("enough", 0),
            cancelled(0, 0, 1),
            appended(0, 3, "k2"),
            appended(1, 1, "k3"));
    assertThat(story.whatFollows()).containsExactly(cancelled(0, 2, 3, 4));
    var batch = story.when(it -> it.seal(new TreeMap<>(), NOON)).thenItIsSo();
    assertThat(batch.jobs().getFirst().outcomes()).isEqualTo(5);
    assertThat(batch.jobs().getFirst().finishedAt()).isEqualTo(NOON);
    assertThat(batch.isFinished()).isFalse();
    batch.apply(succeeded(1, 1));
    assertThat(batch.isFinished()).isTrue();
  }

  @Test
  void aBatchIsNotFinishedByTheSealingOfWhatHasYetToRun() {
    var batch = given(opened(TWO), appended(0, 2, "k1"), appended(1, 2, "k2"), sealed()).batch();
    assertThat(batch.isFinished()).isFalse();
    assertThat(batch.jobs()).allSatisfy(job -> assertThat(job.finishedAt()).isNull());
  }
}
