package io.gristworks.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gristworks.handler.TaskFailure;
import io.gristworks.handler.TooBusy;
import java.util.ArrayDeque;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In a time of its own: a service that does so many calls at once, and lets the others queue. */
class CallLimitTest {
  private static final long MS = 1_000_000;

  private long now = 1;

  /** A call on its way; {@code end} is when its answer comes. */
  private record Asked(CallLimit.Call call, long end) {}

  /**
   * Asks the service as often as the limit lets, for so long.
   *
   * @param bears how many calls the service does at once, each in 20 ms
   * @param refuses it refuses calls beyond so many, at once
   * @return how many went on at once in the second half of the time, in the mean
   */
  private double asks(
      CallLimit limit, int bears, int refuses, long forMillis, RandomGenerator random) {
    var underWay = new PriorityQueue<Asked>((one, other) -> Long.compare(one.end, other.end));
    var desks = new ArrayDeque<Long>(); // when each becomes free
    for (int desk = 0; desk < bears; desk++) {
      desks.add(now);
    }
    long begin = now;
    double sum = 0;
    int counted = 0;
    while (now < begin + forMillis * MS) {
      for (var call = limit.begin(); call != null; call = limit.begin()) {
        if (underWay.size() >= refuses) {
          underWay.add(new Asked(refused(call), now + 5 * MS));
        } else {
          long free = Math.max(now, desks.remove());
          long end = free + 19 * MS + random.nextLong(2 * MS);
          desks.add(end);
          underWay.add(new Asked(call, end));
        }
      }
      if (now > begin + forMillis * MS / 2) {
        sum += underWay.size();
        counted++;
      }
      var first = underWay.remove();
      now = Math.max(now, first.end);
      first.call.ended(null, false);
    }
    underWay.forEach(each -> each.call.unused());
    return sum / counted;
  }

  private static CallLimit.Call refused(CallLimit.Call call) {
    return new CallLimit.Call() {
      @Override
      public void ended(@org.jspecify.annotations.Nullable Throwable failure, boolean late) {
        call.ended(new TooBusy("429"), false);
      }

      @Override
      public void unused() {
        call.unused();
      }
    };
  }

  private CallLimit limit(CallBounds bounds) {
    return new CallLimit(bounds, () -> now, () -> {});
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void asManyCallsGoOnAsTheServiceBearsAndAFewMore(long seed) {
    var random = new SplittableRandom(seed);
    int bears = random.nextInt(4, 40);
    double mean = asks(limit(CallBounds.USUAL), bears, Integer.MAX_VALUE, 300_000, random);
    assertThat(mean)
        .as("of a service that bears %s", bears)
        .isBetween(0.9 * bears, 1.3 * bears + 6);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void aServiceThatRefusesIsNotAskedMuchBeyondWhatItBears(long seed) {
    var random = new SplittableRandom(seed);
    int bears = random.nextInt(8, 40);
    double mean = asks(limit(CallBounds.USUAL), bears, bears, 20_000, random);
    assertThat(mean)
        .as("of a service that bears %s", bears)
        .isBetween(bears * 0.5, 1.3 * bears + 6);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whenTheServiceBearsLessThereAreFewer(long seed) {
    var random = new SplittableRandom(seed);
    var limit = limit(CallBounds.USUAL);
    assertThat(asks(limit, 32, Integer.MAX_VALUE, 60_000, random)).isGreaterThan(28);
    assertThat(asks(limit, 8, Integer.MAX_VALUE, 60_000, random)).isLessThan(20);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void theBoundsHoldWhateverTheServiceSays(long seed) {
    var random = new SplittableRandom(seed);
    var bounds = new CallBounds(3, 6);
    assertThat(asks(limit(bounds), 40, Integer.MAX_VALUE, 20_000, random)).isEqualTo(6);
    assertThat(asks(limit(bounds), 1, 1, 20_000, random)).isBetween(3.0, 6.0);
    assertThat(asks(limit(new CallBounds(1, 2)), 9, 9, 20_000, random)).isEqualTo(2);
  }

  @Test
  void onlyARefusalIsARefusal() {
    assertThat(CallLimit.isRefusal(new TooBusy("503"))).isTrue();
    assertThat(CallLimit.isRefusal(new TaskFailure("too_busy", "said otherwise"))).isTrue();
    assertThat(CallLimit.isRefusal(new TaskFailure("not_found", "404"))).isFalse();
    assertThat(CallLimit.isRefusal(new IllegalStateException())).isFalse();
    assertThat(CallLimit.isRefusal(null)).isFalse();
  }

  @Test
  void boundsThatCannotBeAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new CallBounds(0, 3));
    assertThatIllegalArgumentException().isThrownBy(() -> new CallBounds(4, 3));
  }
}
