package io.gristworks.core.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gristworks.testing.Seeds;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class WorkerCountTest {
  private static final WorkerCountSettings RULES = WorkerCountSettings.between(8, 100);

  private WorkerCount count = WorkerCount.of(16, RULES);

  private void reads(int times, WorkerUsage reading) {
    for (int time = 0; time < times; time++) {
      count = count.after(reading, RULES);
    }
  }

  @Test
  void busyWorkersThatWaitGetMoreBesideThemWhileWorkWaits() {
    reads(1, new WorkerUsage(16, 1, 0.1, false));
    assertThat(count.workers()).as("once may be chance").isEqualTo(16);
    reads(1, new WorkerUsage(16, 1, 0.1, false));
    assertThat(count.workers()).isEqualTo(20);
    reads(2, new WorkerUsage(20, 1, Double.NaN, false));
    assertThat(count.workers()).isEqualTo(25);
  }

  @Test
  void withoutWaitingWorkOrWithoutCpuThereAreNoMore() {
    reads(50, new WorkerUsage(16, 0, 0.1, false));
    reads(50, new WorkerUsage(16, 9, 0.75, false));
    reads(50, new WorkerUsage(14, 9, 0.1, false));
    assertThat(count.workers()).isEqualTo(16);
  }

  @Test
  void idleWorkersGoAfterAWhile() {
    reads(14, new WorkerUsage(3, 0, 0.1, false));
    assertThat(count.workers()).isEqualTo(16);
    reads(1, new WorkerUsage(3, 0, 0.1, false));
    assertThat(count.workers()).isEqualTo(14);
    reads(200, new WorkerUsage(0, 0, 0.1, false));
    assertThat(count.workers()).isEqualTo(8);
  }

  @Test
  void aBusyMomentBetweenKeepsIdleWorkers() {
    for (int round = 0; round < 20; round++) {
      reads(14, new WorkerUsage(3, 0, 0.1, false));
      reads(1, new WorkerUsage(12, 0, 0.1, false));
    }
    assertThat(count.workers()).isEqualTo(16);
  }

  @Test
  void underPressureTheyGoAtOnceHoweverBusy() {
    reads(1, new WorkerUsage(16, 9, 0.1, true));
    assertThat(count.workers()).isEqualTo(14);
    reads(20, new WorkerUsage(16, 9, 0.1, true));
    assertThat(count.workers()).isEqualTo(8);
  }

  @Seeds(300)
  void theNumberIsNeverOutsideItsBounds(RandomGenerator random) {
    var rules = rules(random);
    var any = WorkerCount.of(random.nextInt(300), rules);
    for (int reading = 0; reading < 300; reading++) {
      any = any.after(reading(random), rules);
      assertThat(any.workers()).isBetween(rules.least(), rules.most());
    }
  }

  @Seeds(300)
  void withTheSameReadingForEverItMovesOneWayAndStops(RandomGenerator random) {
    var rules = rules(random);
    var same = reading(random);
    var any = WorkerCount.of(random.nextInt(1, 300), rules);
    int way = 0;
    for (int reading = 0; reading < 3_000; reading++) {
      int before = any.workers();
      any = any.after(same, rules);
      int moved = Integer.signum(any.workers() - before);
      assertThat(moved).as("reading %s after %s", reading, same).isNotEqualTo(way == 0 ? 2 : -way);
      way = moved == 0 ? way : moved;
      assertThat(reading < 2_500 || moved == 0).as("still moving: %s", any).isTrue();
    }
  }

  @Seeds(300)
  void withTheSameWorkForEverItMovesOneWayAndStops(RandomGenerator random) {
    var rules = rules(random);
    int work = random.nextInt(300); // as many as could be done at once; each worker takes one
    double each = random.nextDouble(0.02);
    var any = WorkerCount.of(random.nextInt(1, 300), rules);
    int turns = 0;
    int way = 0;
    for (int reading = 0; reading < 3_000; reading++) {
      int busy = Math.min(any.workers(), work);
      int before = any.workers();
      any = any.after(new WorkerUsage(busy, work - busy, busy * each, false), rules);
      int moved = Integer.signum(any.workers() - before);
      turns += moved != 0 && way != 0 && moved != way ? 1 : 0;
      way = moved == 0 ? way : moved;
      assertThat(reading < 2_500 || moved == 0).as("still moving: %s", any).isTrue();
    }
    assertThat(turns).isZero();
  }

  private static WorkerCountSettings rules(RandomGenerator random) {
    int least = random.nextInt(1, 40);
    return new WorkerCountSettings(
        least,
        least + random.nextInt(260),
        random.nextDouble(0.01, 1),
        random.nextInt(1, 5),
        random.nextInt(1, 20));
  }

  private static WorkerUsage reading(RandomGenerator random) {
    return new WorkerUsage(
        random.nextInt(300), random.nextInt(4), random.nextDouble(), random.nextInt(10) == 0);
  }

  @Test
  void boundsThatCannotBeAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> WorkerCountSettings.between(0, 4));
    assertThatIllegalArgumentException().isThrownBy(() -> WorkerCountSettings.between(5, 4));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WorkerCountSettings(1, 4, Double.NaN, 1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new WorkerCountSettings(1, 4, 0.5, 0, 1));
  }
}
