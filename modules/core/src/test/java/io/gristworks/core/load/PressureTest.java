package io.gristworks.core.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gristworks.core.view.LoadReason;
import io.gristworks.core.view.LoadReason.Memory;
import io.gristworks.core.worker.Capacity;
import io.gristworks.core.worker.Capacity.Want;
import io.gristworks.testing.Seeds;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class PressureTest {
  private static final PressureSettings RULES = PressureSettings.USUAL;
  private static final Want WANT = new Want(65, 3);
  private static final double NO = Double.NaN;

  private Pressure pressure = Pressure.NONE;
  private long periods = 1_000;
  private long stopped;

  private void reads(double memory, double heap, double stall) {
    pressure = pressure.after(new HostReading(memory, heap, stall, 0.5, 0.5, 0, 0, 0), RULES, 4);
  }

  private List<Memory> memories() {
    return pressure.reasons(RULES).stream()
        .map(why -> ((LoadReason.NoMemory) why).memory())
        .toList();
  }

  /** Ten more periods of the CPU quota, in so many of which the host stopped us. */
  private void throttles(int ofTen) {
    periods += 10;
    stopped += ofTen;
    pressure =
        pressure.after(
            new HostReading(NO, NO, NO, NO, NO, periods, stopped, stopped * 40_000), RULES, 4);
  }

  @Test
  void whatIsNotKnownDoesNotPress() {
    reads(NO, NO, NO);
    assertThat(pressure.isFelt()).isFalse();
    assertThat(pressure.of(WANT, 0)).isEqualTo(WANT);
    assertThat(pressure.reasons(RULES)).isEmpty();
  }

  @Test
  void betweenTheMarksAllStaysAsItIs() {
    reads(0.90, NO, NO);
    assertThat(pressure.lacksMemory()).isFalse();
    reads(0.93, NO, NO);
    assertThat(pressure.lacksMemory()).isTrue();
    reads(0.86, NO, NO);
    assertThat(pressure.lacksMemory()).isTrue();
    reads(0.85, NO, NO);
    assertThat(pressure.lacksMemory()).isFalse();
  }

  @Test
  void eachOfMemoryHeapAndStallIsReasonEnough() {
    reads(0.95, 0.1, 0.0);
    assertThat(pressure.reasons(RULES))
        .containsExactly(new LoadReason.NoMemory(Memory.LIMIT, 0.95, 0.92, 0.85));
    reads(0.1, 0.95, 0.0);
    assertThat(memories()).containsExactly(Memory.HEAP);
    reads(0.1, 0.1, 0.3);
    assertThat(memories()).containsExactly(Memory.STALL);
  }

  @Test
  void withoutMemoryANodeWantsNothingBesideWhatItHolds() {
    reads(0.95, NO, NO);
    assertThat(pressure.of(WANT, 1)).isEqualTo(Want.NOTHING);
    assertThat(pressure.of(new Want(9, 0), 7)).isEqualTo(Want.NOTHING);
  }

  @Test
  void withoutMemoryANodeThatHoldsNothingStillTakesOneLeaseAtATimeLestNothingEverGoesOn() {
    reads(0.95, NO, NO);
    assertThat(pressure.of(WANT, 0)).isEqualTo(new Want(1, 1));
    assertThat(pressure.of(new Want(8, 0), 0)).isEqualTo(new Want(1, 0));
    assertThat(pressure.of(Want.NOTHING, 0)).isEqualTo(Want.NOTHING);
  }

  @Test
  void theFirstCountOfStoppedPeriodsSaysNothingOfNow() {
    stopped = 900;
    throttles(9);
    assertThat(pressure.throttled()).isZero();
    assertThat(pressure.resting()).isZero();
  }

  @Test
  void oneCpuBoundWorkerMoreRestsWithEachThrottledReadingButTheLast() {
    throttles(0);
    var capacity = new Capacity(64, 4, 1);
    for (int reading = 1; reading <= 9; reading++) {
      throttles(5);
      assertThat(pressure.resting()).isEqualTo(Math.min(3, reading));
      assertThat(pressure.of(capacity)).isEqualTo(new Capacity(64, 4 - pressure.resting(), 1));
    }
    assertThat(pressure.lacksMemory()).isFalse();
    assertThat(pressure.reasons(RULES)).containsExactly(new LoadReason.Throttled(3, 0.5));
  }

  @Test
  void restingWorkersComeBackOneByOneAfterAWhileOfCalm() {
    throttles(0);
    throttles(5);
    throttles(5);
    for (int reading = 0; reading < RULES.calm() - 1; reading++) {
      throttles(0);
    }
    assertThat(pressure.resting()).isEqualTo(2);
    throttles(0);
    assertThat(pressure.resting()).isEqualTo(1);
    throttles(1); // 10 %: neither calm nor too much, so the calm begins anew
    for (int reading = 0; reading < RULES.calm() - 1; reading++) {
      throttles(0);
    }
    assertThat(pressure.resting()).isEqualTo(1);
    throttles(0);
    assertThat(pressure.isFelt()).isFalse();
  }

  @Test
  void aGroupWhoseCountsBeginAnewDoesNotCountBackwards() {
    throttles(0);
    throttles(5);
    periods = 0;
    stopped = 0;
    throttles(9);
    assertThat(pressure.throttled()).isZero();
  }

  @Seeds(200)
  void whateverIsReadAWishNeverGrowsAndACpuBoundWorkerIsLeft(RandomGenerator random) {
    for (int reading = 0; reading < 200; reading++) {
      long passed = random.nextInt(20);
      periods += passed;
      stopped += random.nextLong(passed + 1);
      pressure =
          pressure.after(
              new HostReading(
                  share(random), share(random), share(random), 0, 0, periods, stopped, 0),
              RULES,
              4);
      int leases = random.nextInt(66);
      var whole = new Want(leases, random.nextInt(leases + 1));
      var left = pressure.of(whole, random.nextInt(3));
      assertThat(left.leases()).isBetween(0, whole.leases());
      assertThat(left.cpuLeases()).isBetween(0, Math.min(left.leases(), whole.cpuLeases()));
      assertThat(pressure.of(new Capacity(8, 4, 1)).cpuWorkers()).isBetween(1, 4);
      assertThat(!pressure.reasons(RULES).isEmpty()).isEqualTo(pressure.isFelt());
    }
  }

  private static double share(RandomGenerator random) {
    return random.nextInt(5) == 0 ? Double.NaN : random.nextDouble();
  }

  @Test
  void marksThatCannotBeAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Threshold(0.8, 0.8));
    assertThatIllegalArgumentException().isThrownBy(() -> new Threshold(1.1, 0.8));
    assertThatIllegalArgumentException().isThrownBy(() -> new Threshold(NO, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Threshold(0.5, -0.1));
  }
}
