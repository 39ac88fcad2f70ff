package io.gristworks.core.batch;

import static io.gristworks.core.batch.Sample.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.BatchEvent.Retry;
import io.gristworks.core.task.TaskSet;
import io.gristworks.testing.Seeds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.roaringbitmap.RoaringBitmap;

class RetriesTest {
  /** As densely as ten million they fill the indexes that there are. */
  private static final int MANY = 2_000_000;

  @Test
  void aTaskHasTheAttemptsAndTheMomentThatWereToldLast() {
    var retries = new Retries();
    retries.put(List.of(new Retry(TaskSet.range(0, 5), 1, NOON.plusSeconds(3))));
    retries.put(List.of(new Retry(TaskSet.of(2), 2, NOON.plusSeconds(9))));
    assertThat(retries.failedAttempts(1)).isEqualTo(1);
    assertThat(retries.failedAttempts(2)).isEqualTo(2);
    assertThat(retries.failedAttempts(7)).isZero();
    assertThat(retries.dueOf(2)).isEqualTo(NOON.plusSeconds(9));
    assertThat(retries.groups())
        .containsExactly(
            new Retry(TaskSet.of(0, 1, 3, 4), 1, NOON.plusSeconds(3)),
            new Retry(TaskSet.of(2), 2, NOON.plusSeconds(9)));
  }

  @Test
  void ofMomentsThatHavePassedTheAttemptsAreKept() {
    var retries = new Retries();
    retries.put(List.of(new Retry(TaskSet.of(1), 1, NOON.plusSeconds(3))));
    retries.put(List.of(new Retry(TaskSet.of(2), 1, NOON.plusSeconds(4))));
    retries.put(List.of(new Retry(TaskSet.of(3), 1, NOON.plusSeconds(5))));
    retries.passed(NOON.plusSeconds(4));
    assertThat(retries.dueOf(2)).isNull();
    assertThat(retries.failedAttempts(2)).isEqualTo(1);
    assertThat(retries.groups())
        .containsExactly(
            new Retry(TaskSet.of(1, 2), 1, Instant.EPOCH),
            new Retry(TaskSet.of(3), 1, NOON.plusSeconds(5)));
  }

  @Seeds(100)
  void theyAreWhatAMapOfTasksWouldBeAndSoIsWhatIsReadAgain(RandomGenerator random) {
    record Known(int attempts, Instant due) {}
    var retries = new Retries();
    var known = new TreeMap<Integer, Known>();
    var now = NOON;
    for (int step = 0; step < 200; step++) {
      var tasks = new RoaringBitmap();
      random.ints(random.nextInt(1, 8), 0, 100).forEach(tasks::add);
      if (random.nextInt(3) == 0) {
        retries.remove(tasks);
        tasks.forEach((int task) -> known.remove(task));
      } else {
        int attempts = random.nextInt(1, 4);
        var due = RetryPolicy.due(now, Duration.ofMillis(random.nextInt(20_000)));
        retries.put(List.of(new Retry(TaskSet.copyOf(tasks), attempts, due)));
        tasks.forEach((int task) -> known.put(task, new Known(attempts, due)));
      }
      now = now.plusMillis(random.nextInt(300));
      var passed = now;
      retries.passed(passed);
      var told = new HashMap<Integer, Known>();
      retries
          .groups()
          .forEach(
              group ->
                  group
                      .tasks()
                      .forEach(
                          task -> told.put(task, new Known(group.failedAttempts(), group.due()))));
      known.replaceAll(
          (_, was) -> was.due.isAfter(passed) ? was : new Known(was.attempts, Instant.EPOCH));
      assertThat(told).isEqualTo(known);
      assertThat(new Retries(retries.groups()).groups()).isEqualTo(retries.groups());
    }
  }

  /** What so many tasks take that fail within {@code failing}, in no order of their indexes. */
  private static double bytesEach(RetryPolicy policy, int attemptsMost, Duration failing) {
    var random = new SplittableRandom(7);
    var retries = new Retries();
    int reports = 200;
    var order = new int[MANY];
    for (int at = 0; at < MANY; at++) {
      int other = random.nextInt(at + 1);
      order[at] = order[other];
      order[other] = at;
    }
    for (int report = 0; report < reports; report++) {
      var now = NOON.plus(failing.multipliedBy(report).dividedBy(reports));
      var groups = new TreeMap<Instant, TreeMap<Integer, RoaringBitmap>>();
      for (int at = report * (MANY / reports); at < (report + 1) * (MANY / reports); at++) {
        int attempts = 1 + random.nextInt(attemptsMost);
        groups
            .computeIfAbsent(
                RetryPolicy.due(now, policy.wait(attempts, random)), _ -> new TreeMap<>())
            .computeIfAbsent(attempts, _ -> new RoaringBitmap())
            .add(order[at]);
      }
      var told = new ArrayList<Retry>();
      groups.forEach(
          (due, byAttempts) ->
              byAttempts.forEach(
                  (attempts, tasks) -> told.add(new Retry(TaskSet.owning(tasks), attempts, due))));
      retries.passed(now);
      retries.put(told);
    }
    var groups = retries.groups();
    assertThat(groups.stream().mapToInt(group -> group.tasks().size()).sum()).isEqualTo(MANY);
    return (double) bytes(groups) / MANY;
  }

  /** Beside its bitmap a group takes an entry, two numbers and a moment. */
  private static long bytes(List<Retry> groups) {
    return groups.stream().mapToLong(each -> each.tasks().bits().getLongSizeInBytes() + 200).sum();
  }

  @Test
  void tasksThatFailedTogetherTakeTwoBytesEach() {
    var policy = new RetryPolicy(3, Duration.ofSeconds(10), Duration.ofMinutes(5));
    assertThat(bytesEach(policy, 1, Duration.ofSeconds(1))).isLessThan(2.3);
  }

  @Test
  void tasksThatFailOverAnHourAndWaitForAnHourTakeLessThanThreeBytesEach() {
    var policy = new RetryPolicy(3, Duration.ofHours(1), Duration.ofHours(1));
    assertThat(bytesEach(policy, 1, Duration.ofHours(1))).isLessThan(3);
  }

  @Test
  void tasksWithTenDifferentNumbersOfAttemptsTakeLessThanFourBytesEach() {
    var policy = new RetryPolicy(11, Duration.ofSeconds(7), Duration.ofHours(1));
    assertThat(bytesEach(policy, 10, Duration.ofHours(1))).isLessThan(4);
  }
}
