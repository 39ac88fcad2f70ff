package io.gristworks.core.batch;

import static io.gristworks.core.batch.Sample.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.testing.Seeds;
import java.util.HashMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class RetryRateLimitTest {
  @Test
  void withoutALimitEverybodyComesWhenDue() {
    assertThat(new RetryRateLimit().due(0, NOON.plusMillis(7), 0, NOON))
        .isEqualTo(NOON.plusMillis(7));
  }

  @Test
  void thoseWhoFindNoRoomComeLater() {
    var rate = new RetryRateLimit();
    for (int second = 0; second < 5; second++) {
      for (int nth = 0; nth < 10; nth++) {
        assertThat(rate.due(0, NOON, 10, NOON)).isEqualTo(NOON.plusSeconds(second));
      }
    }
    assertThat(rate.due(1, NOON, 10, NOON)).as("another job").isEqualTo(NOON);
  }

  @Test
  void fewerThanOneASecondIsPossible() {
    var rate = new RetryRateLimit();
    assertThat(rate.due(0, NOON, 0.1, NOON)).isEqualTo(NOON);
    assertThat(rate.due(0, NOON, 0.1, NOON)).isEqualTo(NOON.plusSeconds(10));
    assertThat(rate.due(0, NOON, 0.1, NOON)).isEqualTo(NOON.plusSeconds(20));
  }

  @Seeds(50)
  void nobodyWaitsLongerThanItsTurnTakes(RandomGenerator random) {
    var rate = new RetryRateLimit();
    double perSecond = random.nextBoolean() ? random.nextDouble(0.05, 1) : random.nextInt(1, 20);
    for (int waiting = 1; waiting <= 500; waiting++) {
      assertThat(rate.due(0, NOON, perSecond, NOON))
          .isBeforeOrEqualTo(NOON.plus(RetryRateLimit.longest(waiting, perSecond)));
    }
    assertThat(RetryRateLimit.longest(500, 0)).isZero();
  }

  @Seeds(50)
  void nobodyComesEarlyAndNoSecondIsOverfull(RandomGenerator random) {
    var rate = new RetryRateLimit();
    int most = random.nextInt(1, 20);
    var seconds = new HashMap<Long, Integer>();
    var now = NOON;
    for (int task = 0; task < 2_000; task++) {
      now = now.plusMillis(random.nextInt(50));
      var earliest = now.plusMillis(random.nextInt(30_000));
      var due = rate.due(0, earliest, most, now);
      assertThat(due).isAfterOrEqualTo(earliest);
      assertThat(seconds.merge(due.getEpochSecond(), 1, Integer::sum)).isLessThanOrEqualTo(most);
    }
  }
}
