package io.gristworks.core.lease;

import static io.gristworks.core.batch.Sample.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.JobLimits;
import io.gristworks.core.task.TaskSet;
import io.gristworks.testing.Seeds;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.roaringbitmap.RoaringBitmap;

class WaitingTasksTest {
  private static RoaringBitmap tasks(int from, int to) {
    return TaskSet.range(from, to).bits();
  }

  @Test
  void withoutALimitAllComeWhenTheyAreDueAndNotBefore() {
    var waiting = new WaitingTasks(0, true);
    waiting.add(tasks(0, 50), NOON.plusMillis(7));
    assertThat(waiting.next()).contains(NOON.plus(WaitingTasks.GRAIN));
    assertThat(waiting.takeDue(NOON.plusMillis(6)).isEmpty()).isTrue();
    assertThat(waiting.takeDue(NOON.plus(WaitingTasks.GRAIN))).isEqualTo(tasks(0, 50));
    assertThat(waiting.next()).isEmpty();
    assertThat(waiting.all().isEmpty()).isTrue();
  }

  @Test
  void underALimitTheyComeInTurnAndNoneIsForgotten() {
    var waiting = new WaitingTasks(10, true);
    waiting.add(tasks(0, 50), NOON);
    assertThat(waiting.takeDue(NOON)).isEqualTo(tasks(0, 10));
    assertThat(waiting.all()).isEqualTo(tasks(10, 50));
    var now = NOON;
    while (!waiting.all().isEmpty()) {
      var next = waiting.next().orElseThrow();
      assertThat(next).isAfter(now);
      now = next;
      waiting.takeDue(now);
    }
    assertThat(Duration.between(NOON, now))
        .isBetween(Duration.ofSeconds(4), Duration.ofMillis(4_100));
  }

  @Test
  void aNewCoordinatorDoesNotLetABurstGoThatTheOneBeforeMayHaveLetGo() {
    var waiting = new WaitingTasks(10, false);
    waiting.add(tasks(0, 50), NOON);
    assertThat(waiting.takeDue(NOON).isEmpty()).isTrue();
    assertThat(waiting.takeDue(NOON.plusSeconds(1))).isEqualTo(tasks(0, 10));
  }

  @Test
  void ofThoseThatWereLeftBehindOnlySomeWait() {
    var unlimited = new WaitingTasks(0, false);
    assertThat(unlimited.takeOver(tasks(0, 5), Duration.ZERO, NOON).isEmpty()).isTrue();
    assertThat(unlimited.takeOver(tasks(5, 9), Duration.ofSeconds(1), NOON)).isEqualTo(tasks(5, 9));
    assertThat(unlimited.next()).contains(NOON.plusSeconds(1));
    var inTurn = new WaitingTasks(2, false);
    assertThat(inTurn.takeOver(tasks(0, 5), Duration.ZERO, NOON)).isEqualTo(tasks(0, 5));
    assertThat(inTurn.next()).contains(NOON);
    assertThat(inTurn.takeDue(NOON).isEmpty()).isTrue();
    assertThat(inTurn.takeDueAmong(tasks(3, 9))).as("held by a node").isEqualTo(tasks(3, 5));
    assertThat(inTurn.takeDue(NOON.plusSeconds(1))).isEqualTo(tasks(0, 2));
  }

  @Test
  void atTheLowestRateTheNextOneComesAfterItsTime() {
    var waiting = new WaitingTasks(JobLimits.PER_SECOND_MIN, true);
    waiting.add(tasks(0, 2), NOON);
    assertThat(waiting.takeDue(NOON)).isEqualTo(tasks(0, 1));
    assertThat(waiting.takeDue(NOON.plusSeconds(99_999)).isEmpty()).isTrue();
    assertThat(waiting.takeDue(NOON.plusSeconds(100_001))).isEqualTo(tasks(1, 2));
  }

  @Test
  void thoseWhoseTurnItIsNotAreTakenInOrForgotten() {
    var waiting = new WaitingTasks(1, true);
    waiting.add(tasks(0, 9), NOON);
    waiting.takeDue(NOON);
    waiting.add(tasks(9, 12), NOON.plusSeconds(60));
    assertThat(waiting.takeDueAmong(tasks(0, 12).clone())).isEqualTo(tasks(1, 9));
    assertThat(waiting.all()).isEqualTo(tasks(9, 12));
    waiting.remove(tasks(9, 12));
    assertThat(waiting.next()).isEmpty();
  }

  @Seeds(50)
  void nobodyComesEarlyAndNoSecondIsOverfull(RandomGenerator random) {
    double rate = random.nextBoolean() ? random.nextDouble(0.2, 1) : random.nextInt(1, 20);
    var waiting = new WaitingTasks(rate, true);
    var due = new Instant[1_000];
    var now = NOON;
    double tokens = Math.max(1, rate);
    for (int task = 0; task < due.length || !waiting.all().isEmpty(); task++) {
      var before = now;
      now = task < due.length ? now.plusMillis(random.nextInt(100)) : waiting.next().orElseThrow();
      tokens =
          Math.min(
              Math.max(1, rate), tokens + rate * Duration.between(before, now).toNanos() / 1e9);
      if (task < due.length) {
        due[task] = now.plusMillis(random.nextInt(30_000));
        waiting.add(RoaringBitmap.bitmapOf(task), due[task]);
      }
      var released = waiting.takeDue(now);
      for (int each : released) {
        assertThat(due[each]).isBeforeOrEqualTo(now);
      }
      tokens -= released.getCardinality();
      assertThat(tokens).isGreaterThan(-1e-6);
    }
  }
}
