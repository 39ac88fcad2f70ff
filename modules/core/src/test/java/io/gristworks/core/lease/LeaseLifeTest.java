package io.gristworks.core.lease;

import static io.gristworks.core.batch.Sample.NOON;
import static io.gristworks.core.batch.Sample.awoke;
import static io.gristworks.core.batch.Sample.cancelRequested;
import static io.gristworks.core.batch.Sample.job;
import static io.gristworks.core.batch.Sample.spec;
import static io.gristworks.core.batch.Sample.submitted;
import static io.gristworks.core.batch.Sample.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.Batch;
import io.gristworks.core.batch.BatchEvent.Retry;
import io.gristworks.core.batch.BatchStory;
import io.gristworks.core.task.TaskSet;
import io.gristworks.core.view.Counts;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LeaseLifeTest {
  private static final long OLD = (1L << 32) + 17;
  private static final Instant LAPSE = NOON.plus(LeaseSettings.DEFAULT.lapseAfter());

  private final Batch batch =
      BatchStory.given(submitted(spec(job("load"), job("scan")), 100, 100), awoke(2)).batch();
  private final TaskDispatch dispatch = new TaskDispatch(batch, LeaseSettings.DEFAULT, NOON, NOON);

  @Test
  void aLeaseLapsesInSilenceAtItsVeryEnd() {
    grant("ana");
    assertThat(Losses.lapse(dispatch, Set.of(), LAPSE.minusNanos(1))).isZero();
    assertThat(Losses.lapse(dispatch, Set.of(), LAPSE)).isEqualTo(10);
    assertThat(dispatch.counts(0)).isEqualTo(new Counts(100, 100, 0, 0, 0, 0, 0));
    assertThat(dispatch.nodes()).isEmpty();
  }

  @Test
  void aLeaseThatIsSpokenOfLivesOn() {
    var grant = grant("ana");
    dispatch.held("ana", grant.number(), 0, grant.tasks(), 3, NOON.plusSeconds(9));
    assertThat(dispatch.unstarted(0)).isEqualTo(3);
    assertThat(Losses.lapse(dispatch, Set.of(), LAPSE)).isZero();
    assertThat(Losses.lapse(dispatch, Set.of(), LAPSE.plusSeconds(9))).isEqualTo(10);
  }

  @Test
  void theLeasesOfALostNodeEndAtOnceAndOnlyThose() {
    grant("ana");
    var kept = grant("bob");
    grant("ana");
    assertThat(Losses.lapse(dispatch, Set.of("ana", "eve"), NOON)).isEqualTo(19);
    assertThat(dispatch.nodes()).containsExactly("bob");
    assertThat(dispatch.leased(0)).isEqualTo(kept.tasks().bits());
  }

  @Test
  void tasksThatANodeNoLongerNamesArePendingAgain() {
    var grant = grant("ana");
    dispatch.held("ana", grant.number(), 0, TaskSet.range(4, 10), 2, NOON);
    assertThat(dispatch.leased(0)).isEqualTo(TaskSet.range(4, 10).bits());
    dispatch.held("ana", grant.number(), 0, TaskSet.empty(), 0, NOON);
    assertThat(dispatch.counts(0)).isEqualTo(new Counts(100, 100, 0, 0, 0, 0, 0));
    assertThat(dispatch.nodes()).isEmpty();
  }

  @Test
  void aLeaseOfAnEarlierCoordinatorIsTakenOver() {
    dispatch.held("ana", OLD, 0, TaskSet.range(20, 40), 15, NOON);
    assertThat(dispatch.counts(0)).isEqualTo(new Counts(100, 80, 20, 0, 0, 0, 0));
    assertThat(dispatch.holderOf(0, 39)).contains("ana");
    assertThat(dispatch.unstarted(0)).isEqualTo(15);
    dispatch.started(0, NOON);
    dispatch.started(0, NOON.plusSeconds(1));
    assertThat(dispatch.startedAt(0)).isEqualTo(NOON);
    assertThat(dispatch.startedAt(1)).isNull();
    assertThat(grant("bob").tasks()).isEqualTo(TaskSet.range(0, 8));
    assertThat(Losses.lapse(dispatch, Set.of(), LAPSE)).isEqualTo(28);
  }

  @Test
  void anOldLeaseIsTakenOverOnlyAsFarAsItsTasksAreFree() {
    batch.apply(succeeded(0, 5));
    dispatch.settled(0, TaskSet.range(0, 5).bits(), List.of(), 5_000);
    var taken = grant("bob").tasks();
    assertThat(taken).isEqualTo(TaskSet.range(5, 55));
    dispatch.held("ana", OLD, 0, TaskSet.range(0, 60), 60, NOON);
    assertThat(dispatch.counts(0)).isEqualTo(new Counts(100, 40, 55, 0, 5, 0, 0));
    assertThat(dispatch.holderOf(0, 54)).contains("bob");
    assertThat(dispatch.holderOf(0, 55)).contains("ana");
    assertThat(dispatch.unstarted(0)).isEqualTo(55);
  }

  @Test
  void aLeaseOfWhichNothingIsFreeIsNotTakenOver() {
    var grant = grant("bob");
    dispatch.held("ana", OLD, 0, grant.tasks(), 10, NOON);
    dispatch.held("ana", OLD + 1, 7, TaskSet.of(0), 1, NOON);
    assertThat(dispatch.nodes()).containsExactly("bob");
  }

  @Test
  void aLapsedLeaseThatIsSpokenOfAgainComesBackAsFarAsItIsFree() {
    var grant = grant("ana");
    Losses.lapse(dispatch, Set.of("ana"), NOON);
    dispatch.held("ana", grant.number(), 0, grant.tasks(), 10, NOON);
    assertThat(dispatch.leased(0)).isEqualTo(grant.tasks().bits());
    assertThat(grant("bob").tasks().intersects(grant.tasks())).isFalse();
  }

  @Test
  void wordOfALeaseThatIsOlderThanItsEndMakesNoNewOne() {
    var own = grant("ana");
    lease("ana", OLD, 60, 100, 0);
    var all = own.tasks().or(TaskSet.range(60, 100));
    dispatch.settled(0, all.bits(), List.of(new Retry(all, 1, NOON.plusMillis(50))), 1_000);
    assertThat(dispatch.releaseDue(NOON.plusMillis(50))).isTrue();
    dispatch.held("ana", own.number(), 0, own.tasks(), 0, NOON);
    lease("ana", OLD, 60, 100, 0);
    assertThat(dispatch.counts(0)).isEqualTo(new Counts(100, 100, 0, 0, 0, 0, 0));
    assertThat(dispatch.nodes()).isEmpty();
  }

  @Test
  void aLeaseThatLapsesTwiceComesBackTwice() {
    var own = grant("ana");
    for (int time = 0; time < 2; time++) {
      Losses.lapse(dispatch, Set.of("ana"), NOON);
      dispatch.held("ana", own.number(), 0, own.tasks(), 10, NOON);
      assertThat(dispatch.leased(0)).isEqualTo(own.tasks().bits());
    }
  }

  @Test
  void whatIsGivenBackIsPendingAgain() {
    var grant = grant("ana");
    dispatch.gaveBack(grant.number(), 0, TaskSet.range(6, 10));
    assertThat(dispatch.leased(0)).isEqualTo(TaskSet.range(0, 6).bits());
    assertThat(dispatch.unstarted(0)).isEqualTo(6);
    dispatch.gaveBack(grant.number(), 0, TaskSet.range(0, 6));
    assertThat(dispatch.nodes()).isEmpty();
  }

  @Test
  void whatIsNotHeldCannotBeGivenBack() {
    var anas = grant("ana");
    var bobs = grant("bob");
    dispatch.gaveBack(anas.number(), 0, bobs.tasks());
    dispatch.gaveBack(OLD, 0, bobs.tasks());
    assertThat(dispatch.leased(0).getCardinality())
        .isEqualTo(anas.tasks().size() + bobs.tasks().size());
    assertThat(dispatch.holderOf(0, bobs.tasks().first())).contains("bob");
  }

  @Test
  void theLargestUnstartedRestIsHalvedForAnIdleNode() {
    lease("ana", OLD, 0, 40, 8);
    lease("bob", OLD + 1, 40, 100, 21);
    assertThat(dispatch.takeBackFor(0, "eve")).contains(new TakeBack(OLD + 1, "bob", 10));
    assertThat(dispatch.takeBackFor(0, "eve")).contains(new TakeBack(OLD, "ana", 4));
    assertThat(dispatch.takeBackFor(0, "eve")).isEmpty();
    dispatch.gaveBack(OLD + 1, 0, TaskSet.range(89, 100));
    dispatch.cancelled(0, TaskSet.range(89, 100));
    assertThat(dispatch.takeBackFor(0, "eve")).contains(new TakeBack(OLD + 1, "bob", 5));
    dispatch.heard("ana");
    assertThat(dispatch.takeBackFor(0, "eve")).contains(new TakeBack(OLD, "ana", 4));
  }

  @Test
  void nobodyIsAskedForTheIdleNodesOwnWorkOrForWhatIsBegun() {
    lease("eve", OLD, 0, 50, 50);
    lease("ana", OLD + 1, 50, 100, 0);
    assertThat(dispatch.takeBackFor(0, "eve")).isEmpty();
    assertThat(dispatch.takeBackFor(0, "bob")).contains(new TakeBack(OLD, "eve", 25));
  }

  @Test
  void aSingleTaskThatWaitsIsTakenBackWhole() {
    lease("ana", OLD, 0, 100, 1);
    assertThat(dispatch.takeBackFor(0, "eve")).contains(new TakeBack(OLD, "ana", 0));
  }

  @Test
  void theNodeWithMostUnstartedInAllItsLeasesIsAskedFirst() {
    lease("ana", OLD, 0, 20, 9);
    lease("bob", OLD + 1, 20, 40, 6);
    lease("bob", OLD + 2, 40, 60, 7);
    lease("ana", OLD + 3, 60, 100, 0);
    assertThat(dispatch.takeBackFor(0, "eve")).contains(new TakeBack(OLD + 2, "bob", 3));
    assertThat(dispatch.takeBackFor(0, "eve")).contains(new TakeBack(OLD, "ana", 4));
    assertThat(dispatch.takeBackFor(0, "eve")).contains(new TakeBack(OLD + 1, "bob", 3));
  }

  @Test
  void nobodyIsAskedWhileTasksArePendingOrTheJobEnds() {
    lease("ana", OLD, 0, 99, 99);
    assertThat(dispatch.takeBackFor(0, "eve")).isEmpty();
    lease("ana", OLD + 1, 99, 100, 1);
    batch.apply(cancelRequested("enough", 0));
    assertThat(dispatch.takeBackFor(0, "eve")).isEmpty();
  }

  private LeaseGrant grant(String node) {
    return dispatch.grant(0, node, 5, NOON).orElseThrow();
  }

  private void lease(String node, long number, int first, int end, int unstarted) {
    dispatch.held(node, number, 0, TaskSet.range(first, end), unstarted, NOON);
  }
}
