package io.gristworks.core.lease;

import static io.gristworks.core.batch.Sample.NOON;
import static io.gristworks.core.batch.Sample.appended;
import static io.gristworks.core.batch.Sample.awoke;
import static io.gristworks.core.batch.Sample.cancelRequested;
import static io.gristworks.core.batch.Sample.failedOnce;
import static io.gristworks.core.batch.Sample.job;
import static io.gristworks.core.batch.Sample.opened;
import static io.gristworks.core.batch.Sample.sealed;
import static io.gristworks.core.batch.Sample.spec;
import static io.gristworks.core.batch.Sample.submitted;
import static io.gristworks.core.batch.Sample.succeeded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gristworks.core.batch.Batch;
import io.gristworks.core.batch.BatchEvent;
import io.gristworks.core.batch.BatchEvent.Retry;
import io.gristworks.core.batch.BatchStory;
import io.gristworks.core.batch.Sample;
import io.gristworks.core.task.TaskSet;
import io.gristworks.core.view.Counts;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.roaringbitmap.RoaringBitmap;

class TaskDispatchTest {
  private static final BatchEvent HUNDRED = submitted(spec(job("scan")), 100);

  private Batch batch = new Batch(Sample.ID);

  @Test
  void everythingIsPendingBeforeTheFirstLease() {
    var dispatch = dispatch(HUNDRED, succeeded(0, 10));
    assertThat(dispatch.counts(0)).isEqualTo(new Counts(100, 90, 0, 0, 10, 0, 0));
    assertThat(dispatch.nodes()).isEmpty();
  }

  @Test
  void aGrantLeasesTheNextPendingTasks() {
    var dispatch = dispatch(HUNDRED, awoke(1), succeeded(0, 10));
    assertThat(dispatch.grant(0, "ana", 5, NOON))
        .contains(
            new LeaseGrant((1L << 32) + 1, 0, TaskSet.range(10, 60), Map.of(), false, 50 * 0.001));
    assertThat(dispatch.counts(0)).isEqualTo(new Counts(100, 40, 50, 0, 10, 0, 0));
    assertThat(dispatch.holderOf(0, 59)).contains("ana");
    assertThat(dispatch.holderOf(0, 60)).isEmpty();
    assertThat(dispatch.startedAt(0)).isEqualTo(NOON);
  }

  @Test
  void whatWasRunningWhenANodeDiedComesLastAndEachTaskAlone() {
    var named = new BatchEvent.SuspectsNamed(0, TaskSet.of(3, 7), "ana", "killed", NOON);
    var dispatch = dispatch(submitted(spec(job("scan")), 10), named);
    var usual = TaskSet.empty();
    while (usual.size() < 8) {
      var lease = dispatch.grant(0, "bob", 1, NOON).orElseThrow();
      assertThat(lease.alone()).isFalse();
      usual = usual.or(lease.tasks());
    }
    assertThat(usual).isEqualTo(TaskSet.of(0, 1, 2, 4, 5, 6, 8, 9));
    for (int suspect : new int[] {3, 7}) {
      var alone = dispatch.grant(0, "bob", 1, NOON).orElseThrow();
      assertThat(alone.tasks()).isEqualTo(TaskSet.of(suspect));
      assertThat(alone.alone()).isTrue();
    }
  }

  @Test
  void numbersOnlyGrowFromCoordinatorToCoordinator() {
    var dispatch = dispatch(HUNDRED, awoke(1));
    long first = dispatch.grant(0, "ana", 5, NOON).orElseThrow().number();
    long second = dispatch.grant(0, "ana", 5, NOON).orElseThrow().number();
    batch.apply(awoke(2));
    dispatch.awake();
    long third = dispatch.grant(0, "ana", 5, NOON).orElseThrow().number();
    long fourth =
        new TaskDispatch(batch, LeaseSettings.DEFAULT, NOON, NOON)
            .grant(0, "ana", 5, NOON)
            .orElseThrow()
            .number();
    assertThat(List.of(first, second, third)).isSorted().doesNotHaveDuplicates();
    assertThat(fourth).isGreaterThan(second);
  }

  @Test
  void whatMayNotRunIsNotGranted() {
    assertThat(dispatch(opened(spec(job("scan"))), appended(0, 5, "k")).grant(0, "ana", 1, NOON))
        .isEmpty();
    assertThat(dispatch(HUNDRED, cancelRequested("enough", 0)).grant(0, "ana", 1, NOON)).isEmpty();
    var chain = dispatch(submitted(spec(job("load"), job("scan", "load")), 1, 1));
    assertThat(chain.grant(1, "ana", 1, NOON)).isEmpty();
    batch.apply(succeeded(0, 1));
    assertThat(chain.grant(1, "ana", 1, NOON)).isPresent();
    assertThat(chain.grant(1, "ana", 1, NOON)).isEmpty();
  }

  @Test
  void tasksThatComeLaterAreNoticed() {
    var dispatch = dispatch(opened(spec(job("scan"))));
    batch.apply(appended(0, 5, "k"));
    batch.apply(sealed());
    dispatch.takeNewTasks();
    assertThat(dispatch.pending(0).getCardinality()).isEqualTo(5);
  }

  @Test
  void aGrantTellsHowOftenItsTasksHaveFailed() {
    var dispatch = dispatch(HUNDRED, failedOnce(0, 1, NOON), failedOnce(0, 90, NOON));
    var grant = dispatch.grant(0, "ana", 5, NOON).orElseThrow();
    assertThat(grant.tasks()).isEqualTo(TaskSet.range(0, grant.tasks().size()));
    assertThat(grant.failedAttempts()).isEqualTo(Map.of(1, 1));
  }

  @Test
  void theExpectedTimeOfATaskFollowsWhatIsTold() {
    var dispatch = dispatch(HUNDRED);
    assertThat(dispatch.taskSeconds(0)).isZero();
    dispatch.settled(0, RoaringBitmap.bitmapOf(0, 1), List.of(), 2_000_000);
    assertThat(dispatch.taskSeconds(0)).isEqualTo(1.0);
    dispatch.settled(0, RoaringBitmap.bitmapOf(2), List.of(), 2_000_000);
    assertThat(dispatch.taskSeconds(0)).isCloseTo(1.3, within(1e-9));
  }

  @Test
  void aTaskWaitsForItsRetryAndNoLonger() {
    var due = NOON.plusSeconds(3);
    var dispatch = dispatch(HUNDRED, failedOnce(0, 7, due));
    assertThat(dispatch.counts(0)).isEqualTo(new Counts(100, 99, 0, 1, 0, 0, 0));
    assertThat(dispatch.nextDue()).contains(due);
    assertThat(dispatch.releaseDue(due.minusNanos(1))).isFalse();
    assertThat(dispatch.releaseDue(due)).isTrue();
    assertThat(dispatch.counts(0)).isEqualTo(new Counts(100, 100, 0, 0, 0, 0, 0));
    assertThat(dispatch.nextDue()).isEmpty();
    assertThat(dispatch.releaseDue(due)).isFalse();
  }

  @Test
  void aRetryThatFellDueWhileNobodyServedIsPending() {
    var dispatch = dispatch(HUNDRED, failedOnce(0, 7, NOON));
    assertThat(dispatch.counts(0)).isEqualTo(new Counts(100, 100, 0, 0, 0, 0, 0));
  }

  @Test
  void aReportEndsTheLeaseOfItsTasks() {
    var dispatch = dispatch(HUNDRED);
    var grant = dispatch.grant(0, "ana", 5, NOON).orElseThrow();
    assertThat(grant.tasks().size()).isEqualTo(10);
    var retry = new Retry(TaskSet.of(9), 1, NOON.plusSeconds(1));
    batch.apply(succeeded(0, 9));
    batch.apply(failedOnce(0, 9, retry.due()));
    dispatch.settled(0, grant.tasks().bits(), List.of(retry), 10_000);
    assertThat(dispatch.counts(0)).isEqualTo(new Counts(100, 90, 0, 1, 9, 0, 0));
    assertThat(dispatch.nodes()).isEmpty();
  }

  @Test
  void aLateReportEndsATaskWhereverItIsByNow() {
    var dispatch = dispatch(HUNDRED, failedOnce(0, 50, NOON.plusSeconds(9)));
    dispatch.grant(0, "ana", 5, NOON);
    batch.apply(succeeded(0, 51));
    dispatch.settled(0, TaskSet.range(0, 51).bits(), List.of(), 1);
    assertThat(dispatch.counts(0)).isEqualTo(new Counts(100, 49, 0, 0, 51, 0, 0));
    assertThat(dispatch.nextDue()).isEmpty();
    assertThat(dispatch.nodes()).isEmpty();
  }

  @Test
  void cancelledTasksAreForgottenWhereverTheyAre() {
    var dispatch = dispatch(HUNDRED, failedOnce(0, 50, NOON.plusSeconds(9)));
    dispatch.grant(0, "ana", 5, NOON);
    batch.apply(new BatchEvent.TasksCancelled(0, TaskSet.range(0, 100), NOON));
    dispatch.cancelled(0, TaskSet.range(0, 100));
    assertThat(dispatch.counts(0)).isEqualTo(new Counts(100, 0, 0, 0, 0, 0, 100));
    assertThat(dispatch.nodes()).isEmpty();
    assertThat(Losses.lapse(dispatch, Set.of("ana"), NOON)).isZero();
  }

  private TaskDispatch dispatch(BatchEvent... past) {
    batch = BatchStory.given(past).batch();
    return new TaskDispatch(batch, LeaseSettings.DEFAULT, NOON, NOON);
  }
}
