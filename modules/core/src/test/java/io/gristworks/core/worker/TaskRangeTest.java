package io.gristworks.core.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskRangeTest {
  private static final int TASKS = 20_000;
  private static final StealRule RULE = new StealRule(0);

  @Test
  void claimsComeFromTheFrontInOrder() {
    var range = new TaskRange(5, 8);
    assertThat(List.of(range.claim(), range.claim(), range.claim())).containsExactly(5, 6, 7);
    assertThat(range.claim()).isEqualTo(TaskRange.NOTHING);
  }

  @Test
  void aGroupIsNeverLargerThanWhatIsLeft() {
    var range = new TaskRange(0, 10);
    assertThat(range.claim(7)).isEqualTo(new TaskRange.Span(0, 7));
    assertThat(range.claim(7)).isEqualTo(new TaskRange.Span(7, 10));
    assertThat(range.claim(7).isEmpty()).isTrue();
  }

  @Test
  void aThiefTakesTheBackHalf() {
    var range = new TaskRange(0, 10);
    assertThat(range.claim()).isZero();
    assertThat(range.steal(RULE, 1)).isEqualTo(new TaskRange.Span(5, 10));
    assertThat(range.remaining()).isEqualTo(4);
  }

  @Test
  void theOnlyTaskOfAWorkerThatHasNotBegunIsNotStolen() {
    assertThat(new TaskRange(3, 4).steal(RULE, 1).isEmpty()).isTrue();
  }

  @Test
  void theLastTaskIsStolenFromAWorkerThatIsBusyWithAnother() {
    var range = new TaskRange(0, 2);
    assertThat(range.claim()).isZero();
    assertThat(range.steal(RULE, 1)).isEqualTo(new TaskRange.Span(1, 2));
  }

  @Test
  void takingBackNeverTakesWhatWasClaimed() {
    var range = new TaskRange(0, 4);
    assertThat(range.claim(3)).isEqualTo(new TaskRange.Span(0, 3));
    assertThat(range.takeBack(Integer.MAX_VALUE)).isEqualTo(new TaskRange.Span(3, 4));
    assertThat(range.takeAll().isEmpty()).isTrue();
  }

  @Test
  void aRangeMayReachToTheHighestPlace() {
    var range = new TaskRange(Integer.MAX_VALUE - 2, Integer.MAX_VALUE);
    assertThat(range.claim(10).size()).isEqualTo(2);
  }

  /** Owners, thieves and a coordinator race; each place is taken exactly once. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void everyPlaceIsTakenExactlyOnceUnderContention(long seed) throws InterruptedException {
    var taken = new AtomicIntegerArray(TASKS);
    var ranges = new ConcurrentLinkedQueue<TaskRange>();
    ranges.add(new TaskRange(0, TASKS));
    var go = new CountDownLatch(1);
    var threads = new ArrayList<Thread>();
    for (int at = 0; at < 8; at++) {
      long own = seed * 31 + at;
      threads.add(Thread.ofPlatform().start(() -> race(own, go, ranges, taken)));
    }
    go.countDown();
    for (var thread : threads) {
      thread.join();
    }
    assertThat(IntStream.range(0, TASKS).filter(at -> taken.get(at) != 1))
        .as("seed %d", seed)
        .isEmpty();
  }

  private static void race(
      long seed,
      CountDownLatch go,
      ConcurrentLinkedQueue<TaskRange> ranges,
      AtomicIntegerArray to) {
    var random = new SplittableRandom(seed);
    try {
      go.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    while (ranges.stream().anyMatch(range -> range.remaining() > 0)) {
      for (var range : ranges) {
        switch (random.nextInt(8)) {
          case 0 -> count(range.takeBack(1 + random.nextInt(20)), to);
          case 1 -> count(range.claim(1 + random.nextInt(20)), to);
          case 2 -> {
            var part = range.steal(RULE, 1 + random.nextInt(4));
            if (!part.isEmpty()) {
              ranges.add(new TaskRange(part.from(), part.to()));
            }
          }
          default -> {
            int place = range.claim();
            if (place != TaskRange.NOTHING) {
              to.incrementAndGet(place);
            }
          }
        }
      }
      ranges.removeIf(range -> range.remaining() == 0);
    }
  }

  private static void count(TaskRange.Span span, AtomicIntegerArray into) {
    for (int place = span.from(); place < span.to(); place++) {
      into.incrementAndGet(place);
    }
  }
}
