package io.gristworks.engine.worker.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gristworks.engine.worker.settings.CallBounds;
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

  private final PriorityQueue<Asked> later =
      new PriorityQueue<>((one, other) -> Long.compare(one.end, other.end));

  /** Something on its way; {@code end} is when it comes. */
  private record Asked(Runnable ends, long end, boolean served) {}

  /** What was seen of a service. */
  private record Seen(double atOnce, long answered, long refused) {}

  /**
   * Asks the service as often as the limit lets, for so long.
   *
   * @param bears how many calls the service does at once, each in 20 ms
   * @param refuses it refuses calls beyond so many, in a millisecond
   * @return how many went on at once in the second half of the time, in the mean over calls, and
   *     what came of all
   */
  private Seen asks(
      CallLimit limit, int bears, int refuses, long forMillis, RandomGenerator random) {
    var underWay = new PriorityQueue<Asked>((one, other) -> Long.compare(one.end, other.end));
    var desks = new ArrayDeque<Long>(); // when each becomes free
    for (int desk = 0; desk < bears; desk++) {
      desks.add(now);
    }
    long begin = now;
    long sum = 0;
    long counted = 0;
    long refused = 0;
    long answered = 0;
    int present = 0;
    while (now < begin + forMillis * MS) {
      for (var call = limit.begin(); call != null; call = limit.begin()) {
        if (present >= refuses) {
          var turned = call;
          underWay.add(new Asked(() -> turned.ended(new TooBusy("429"), false), now + MS, false));
          refused++;
        } else {
          present++;
          long free = Math.max(now, desks.remove());
          long end = free + 19 * MS + random.nextLong(2 * MS);
          desks.add(end);
          var served = call;
          underWay.add(new Asked(() -> served.ended(null, false), end, true));
          answered++;
        }
        if (now > begin + forMillis * MS / 2) {
          sum += present;
          counted++;
        }
      }
      var first = underWay.poll();
      if (first == null || (!later.isEmpty() && later.element().end < first.end)) {
        if (first != null) {
          underWay.add(first);
        }
        first = later.remove();
      }
      now = Math.max(now, first.end);
      present -= first.served ? 1 : 0;
      first.ends.run();
    }
    underWay.forEach(each -> each.ends.run());
    return new Seen((double) sum / counted, answered, refused);
  }

  private CallLimit limit(CallBounds bounds) {
    return new CallLimit(
        bounds,
        () -> now,
        (nanos, what) -> later.add(new Asked(what, now + nanos, false)),
        () -> {});
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void asManyCallsGoOnAsTheServiceBearsAndAFewMore(long seed) {
    var random = new SplittableRandom(seed);
    int bears = random.nextInt(4, 40);
    double mean = asks(limit(CallBounds.USUAL), bears, Integer.MAX_VALUE, 300_000, random).atOnce();
    assertThat(mean)
        .as("of a service that bears %s", bears)
        .isBetween(0.9 * bears, 1.3 * bears + 6);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void aServiceThatRefusesIsNotAskedMuchBeyondWhatItBears(long seed) {
    var random = new SplittableRandom(seed);
    int bears = random.nextInt(8, 40);
    int refuses = bears * random.nextInt(1, 3);
    var seen = asks(limit(CallBounds.USUAL), bears, refuses, 20_000, random);
    assertThat(seen.refused())
        .as("%s of a service that bears %s and refuses from %s on", seen, bears, refuses)
        .isLessThan(seen.answered() / 3);
    assertThat(seen.answered()).isGreaterThan(bears * 20_000 / 20 * 8 / 10);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whenTheServiceBearsLessThereAreFewer(long seed) {
    var random = new SplittableRandom(seed);
    var limit = limit(CallBounds.USUAL);
    assertThat(asks(limit, 32, Integer.MAX_VALUE, 60_000, random).atOnce()).isGreaterThan(28);
    assertThat(asks(limit, 8, Integer.MAX_VALUE, 60_000, random).atOnce()).isLessThan(20);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void theBoundsHoldWhateverTheServiceSays(long seed) {
    var random = new SplittableRandom(seed);
    var bounds = new CallBounds(3, 6);
    assertThat(asks(limit(bounds), 40, Integer.MAX_VALUE, 20_000, random).atOnce())
        .isBetween(5.0, 6.0);
    assertThat(asks(limit(bounds), 1, 1, 20_000, random).atOnce()).isEqualTo(1);
    assertThat(asks(limit(new CallBounds(1, 2)), 9, 9, 20_000, random).atOnce())
        .isBetween(1.5, 2.0);
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
