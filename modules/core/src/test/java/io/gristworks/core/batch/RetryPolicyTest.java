package io.gristworks.core.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gristworks.testing.Seeds;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
  private static final RetryPolicy POLICY =
      new RetryPolicy(5, Duration.ofMillis(100), Duration.ofMillis(500));

  @Test
  void theWaitDoublesUpToTheLongest() {
    assertThat(longestAndShortest(1)).containsExactly(100, 50);
    assertThat(longestAndShortest(2)).containsExactly(200, 100);
    assertThat(longestAndShortest(3)).containsExactly(400, 200);
    assertThat(longestAndShortest(4)).containsExactly(500, 250);
    assertThat(longestAndShortest(99)).containsExactly(500, 250);
  }

  @Test
  void theLastAttemptIsTheLast() {
    assertThat(POLICY.allowsAnother(4)).isTrue();
    assertThat(POLICY.allowsAnother(5)).isFalse();
    assertThat(new RetryPolicy(1, Duration.ZERO, Duration.ZERO).allowsAnother(1)).isFalse();
  }

  @Test
  void kindsOfErrorsDecideToo() {
    var second = Duration.ofSeconds(1);
    var some = new RetryPolicy(3, second, second, List.of("io", "net"), List.of("net"), 0.0);
    assertThat(some.retries("io")).isTrue();
    assertThat(some.retries("net")).as("giving up prevails").isFalse();
    assertThat(some.retries("bad_input")).isFalse();
    assertThat(POLICY.retries("whatever")).isTrue();
    assertThat(new RetryPolicy(3, second, second, List.of("b", "a", "b"), List.of(), 0.0))
        .isEqualTo(new RetryPolicy(3, second, second, List.of("a", "b"), List.of(), 0.0));
  }

  @Test
  void noBackoffIsNoWait() {
    var atOnce = new RetryPolicy(100, Duration.ZERO, Duration.ZERO);
    assertThat(atOnce.wait(99, RandomGenerator.of("L64X128MixRandom"))).isZero();
  }

  @Seeds(500)
  void tasksAreDueNeverEarlierAndLaterByAPartOfTheirWait(RandomGenerator random) {
    var now = Sample.NOON.plusNanos(random.nextLong(10_000_000_000L));
    var wait = Duration.ofNanos(random.nextLong(1L << random.nextInt(1, 50)));
    var most = wait.dividedBy(64);
    var grain = most.toMillis() < 50 ? Duration.ofMillis(50) : most;
    assertThat(RetryPolicy.due(now, wait))
        .isAfterOrEqualTo(now.plus(wait))
        .isBefore(now.plus(wait).plus(grain).plusMillis(1));
  }

  @Test
  void longWaitsHaveAtMostAHundredAndThirtyMomentsHoweverLong() {
    for (var most : List.of(Duration.ofSeconds(4), Duration.ofHours(1), Duration.ofDays(30))) {
      var moments = new HashSet<Instant>();
      var random = new SplittableRandom(3);
      var policy = new RetryPolicy(3, most, most);
      for (int task = 0; task < 100_000; task++) {
        moments.add(RetryPolicy.due(Sample.NOON, policy.wait(1, random)));
      }
      assertThat(moments).hasSizeBetween(30, 130);
    }
  }

  @Test
  void boundsAreChecked() {
    var second = Duration.ofSeconds(1);
    assertThatIllegalArgumentException().isThrownBy(() -> new RetryPolicy(0, second, second));
    assertThatIllegalArgumentException().isThrownBy(() -> new RetryPolicy(101, second, second));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RetryPolicy(3, second.negated(), second));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RetryPolicy(3, second, Duration.ofMillis(999)));
  }

  private static long[] longestAndShortest(int failedAttempts) {
    return new long[] {
      Math.round(POLICY.wait(failedAttempts, always(Math.nextDown(1.0))).toNanos() / 1e6),
      POLICY.wait(failedAttempts, always(0)).toMillis()
    };
  }

  /** Says the same at every throw. */
  private static RandomGenerator always(double share) {
    return new RandomGenerator() {
      @Override
      public long nextLong() {
        throw new AssertionError("jitter is a share");
      }

      @Override
      public double nextDouble() {
        return share;
      }
    };
  }
}
