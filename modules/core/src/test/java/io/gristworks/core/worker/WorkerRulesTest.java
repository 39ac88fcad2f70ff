package io.gristworks.core.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gristworks.core.task.TaskSet;
import io.gristworks.core.worker.Capacity.Want;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WorkerRulesTest {
  private static final FlushRule FLUSH = new FlushRule(1_000, Duration.ofMillis(20));
  private static final long MS = 1_000_000;

  @Test
  void nothingGatheredIsNeverFlushed() {
    assertThat(FLUSH.isDue(0, 0, Long.MAX_VALUE, 0, false)).isFalse();
  }

  @Test
  void outcomesAreFlushedAtOnceWhenNothingRunsAnyMore() {
    assertThat(FLUSH.isDue(1, 1, 0, 0, false)).isTrue();
    assertThat(FLUSH.isDue(1, 1, 0, 1, false)).isFalse();
  }

  @Test
  void outcomesAreFlushedWhenThereAreEnoughOrTheyAreOld() {
    assertThat(FLUSH.isDue(9, 999, 19 * MS, 1, false)).isFalse();
    assertThat(FLUSH.isDue(9, 1_000, 0, 1, false)).isTrue();
    assertThat(FLUSH.isDue(9, 999, 20 * MS, 1, false)).isTrue();
  }

  @Test
  void theMoreNodesReportToOneCoordinatorTheLongerEachWaits() {
    assertThat(FLUSH.among(0)).isEqualTo(FLUSH);
    assertThat(FLUSH.among(40)).isEqualTo(FLUSH);
    assertThat(FLUSH.among(46).linger()).isEqualTo(Duration.ofMillis(50));
    assertThat(FLUSH.among(46).bytes()).isEqualTo(FLUSH.bytes());
    assertThat(FLUSH.among(1_000).linger()).isEqualTo(Duration.ofMillis(4_820));
    assertThat(FLUSH.among(50_000).linger()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void whatIsDueStaysDueAsItGrowsAndAgesAndNeverBesideAnotherFlush() {
    var random = new SplittableRandom(7);
    for (int round = 0; round < 10_000; round++) {
      int outcomes = random.nextInt(4);
      long bytes = random.nextLong(2_000);
      long age = random.nextLong(40 * MS);
      int running = random.nextInt(3);
      assertThat(FLUSH.isDue(outcomes, bytes, age, running, true)).isFalse();
      if (FLUSH.isDue(outcomes, bytes, age, running, false)) {
        assertThat(FLUSH.isDue(outcomes + 1, bytes + 9, age + 9, running, false)).isTrue();
        assertThat(FLUSH.isDue(outcomes, bytes, age, 0, false)).isTrue();
      }
    }
  }

  @Test
  void dividingPaysOnlyForEnoughExpectedWork() {
    var rule = new StealRule(MS);
    assertThat(rule.pays(0, 0, 0)).isFalse();
    assertThat(rule.pays(1, 0, 0)).as("nothing is known: try").isTrue();
    assertThat(rule.pays(100, 3_000, 0)).isFalse();
    assertThat(rule.pays(1_000, 3_000, 0)).isTrue();
    assertThat(rule.pays(1, 3_000, 5 * MS)).as("the task before it is slow").isTrue();
  }

  @Test
  void aThiefTakesWholeGroups() {
    var rule = new StealRule(0);
    assertThat(rule.share(100, 100, false)).isZero();
    assertThat(rule.share(100, 100, true)).isEqualTo(100);
    assertThat(rule.share(250, 100, false)).isEqualTo(50);
    assertThat(rule.share(250, 100, true)).isEqualTo(150);
    assertThat(rule.share(7, 1, false)).isEqualTo(3);
    assertThat(rule.share(7, 1, true)).isEqualTo(4);
  }

  @Test
  void aNodeWantsItsWorkersAndThePrefetchAndNoMore() {
    var node = new Capacity(64, 2, 1);
    assertThat(node.beside(0, 0)).isEqualTo(new Want(65, 3));
    assertThat(node.beside(10, 3)).isEqualTo(new Want(55, 0));
    assertThat(node.beside(64, 0)).isEqualTo(new Want(1, 1));
    assertThat(node.beside(70, 9)).isEqualTo(Want.NOTHING);
  }

  @Test
  void placesAreTasksInAscendingOrder() {
    var scattered = new TaskPlaces(TaskSet.of(3, 9, 4, 100));
    assertThat(scattered.task(0)).isEqualTo(3);
    assertThat(scattered.task(3)).isEqualTo(100);
    assertThat(scattered.tasks(new TaskRange.Span(1, 3))).isEqualTo(TaskSet.of(4, 9));
    var run = new TaskPlaces(TaskSet.range(1_000, 2_000));
    assertThat(run.size()).isEqualTo(1_000);
    assertThat(run.task(999)).isEqualTo(1_999);
    assertThat(run.tasks(new TaskRange.Span(10, 20))).isEqualTo(TaskSet.range(1_010, 1_020));
  }

  @Test
  void laterSegmentsHaveHigherKeys() {
    var random = new SplittableRandom(1);
    var early = SegmentIds.fresh(Instant.ofEpochMilli(1_000), random);
    var late = SegmentIds.fresh(Instant.ofEpochMilli(1_001), random);
    assertThat(early.toString()).isLessThan(late.toString());
    assertThat(early.version()).isEqualTo(7);
    assertThat(early.variant()).isEqualTo(2);
    assertThat(early).isNotEqualTo(SegmentIds.fresh(Instant.ofEpochMilli(1_000), random));
  }

  @Test
  void segmentsOfOutcomesAreFoundByTheirLease() {
    var random = new SplittableRandom(1);
    long[] leases = {0, 1, 4_095, 4_096, (7L << 32) + 5, (1L << 59) - 1};
    for (int at = 0; at < leases.length; at++) {
      var segment = SegmentIds.ofLease(leases[at], random);
      assertThat(SegmentIds.leaseOf(segment)).isEqualTo(leases[at]);
      assertThat(segment.version()).isEqualTo(8);
      assertThat(segment.variant()).isEqualTo(2);
      assertThat(segment).isNotEqualTo(SegmentIds.ofLease(leases[at], random));
      assertThat(segment.toString()).isGreaterThan(SegmentIds.before(leases[at]).toString());
      assertThat(segment).isGreaterThan(SegmentIds.before(leases[at]));
      if (at > 0) {
        var before = SegmentIds.ofLease(leases[at - 1], random);
        assertThat(before.toString()).isLessThan(SegmentIds.before(leases[at]).toString());
        assertThat(before).isLessThan(SegmentIds.before(leases[at]));
      }
    }
    assertThatThrownBy(() -> SegmentIds.ofLease(1L << 59, random))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
