package io.gristworks.core.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** 50 ms to 2 s of work, 64 tasks while nothing is known, at most 32,768. */
class LeaseSizingTest {
  private record Row(
      String why, int pending, int workers, double seconds, int group, int expected) {
    void check() {
      assertThat(LeaseSizing.tasks(pending, workers, seconds, group, LeaseSettings.DEFAULT))
          .isEqualTo(expected);
    }
  }

  @TestFactory
  Stream<DynamicTest> aLeaseIsAShareOfWhatRemainsWithinBounds() {
    return Stream.of(
            new Row("nothing known: a probe", 1_000_000, 8, 0, 1, 64),
            new Row("nothing known, little left: a share", 100, 8, 0, 1, 7),
            new Row("nothing known, one left", 1, 8, 0, 1, 1),
            new Row("nothing known, whole groups", 1_000_000, 8, 0, 100, 100),
            new Row("tiny tasks: the most at once", 10_000_000, 8, 1e-6, 1, 32_768),
            new Row("tiny tasks, little left: 50 ms of work", 1_000, 8, 1e-4, 1, 500),
            new Row("tiny tasks, very little left: all", 400, 8, 1e-4, 1, 400),
            new Row("10 ms, much left, 1,000 workers: 2 s of work", 1_000_000, 1_000, 0.01, 1, 200),
            new Row("10 ms, much left, 64 workers: 256 ms of work", 1_000_000, 64, 0.01, 1, 25),
            new Row("10 ms, much left, 2 workers: 200 ms of work", 1_000_000, 2, 0.01, 1, 20),
            new Row("10 ms, 2,500 on 64 workers: a share", 2_500, 64, 0.01, 1, 20),
            new Row("10 ms, end of the job: 50 ms of work", 100, 64, 0.01, 1, 5),
            new Row("longer than the longest: one", 1_000, 8, 60, 1, 1),
            new Row("longer than the longest, in groups", 1_000, 8, 60, 32, 32),
            new Row("a group larger than what is left", 10, 8, 60, 32, 10),
            new Row("a group larger than the most", 1_000_000, 8, 1, 50_000, 32_768),
            new Row("a share is rounded up", 17, 8, 0.02, 1, 2),
            new Row("one worker takes half", 30, 1, 0.01, 1, 15))
        .map(row -> DynamicTest.dynamicTest(row.why() + " gives " + row.expected(), row::check));
  }
}
