package io.gristworks.core.lease;

import static io.gristworks.core.batch.Sample.NOON;
import static io.gristworks.core.batch.Sample.job;
import static io.gristworks.core.batch.Sample.spec;
import static io.gristworks.core.batch.Sample.submitted;
import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.Batch;
import io.gristworks.core.batch.BatchEvent.OutcomesAccepted;
import io.gristworks.core.batch.BatchStory;
import io.gristworks.core.batch.Reports;
import io.gristworks.core.batch.Reports.Failure;
import io.gristworks.core.batch.Sample;
import io.gristworks.core.task.TaskSet;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.roaringbitmap.RoaringBitmap;

/** Promise P7: memory does not grow with the batch; ten million pending tasks cost megabytes. */
class TenMillionTasksTest {
  private static final int TASKS = 10_000_000;

  /** As densely as ten million they fill the indexes that there are. */
  private static final int WAITING = 2_000_000;

  private static final int AT_ONCE = 100_000;
  private static final long MIB = 1 << 20;

  private record Owned(Batch batch, TaskDispatch dispatch) {}

  private static final class Keeper {
    final List<Owned> kept = new ArrayList<>();
  }

  @Test
  void tenMillionPendingTasksCostLessThanOneMebibyte() {
    assertThat(heapOf(TenMillionTasksTest::allPending)).isLessThan(MIB);
  }

  @Test
  void everyHundredthTaskThatFailedCostsLessThanFiftyMebibytesInAll() {
    assertThat(heapOf(TenMillionTasksTest::everyHundredthFailed)).isLessThan(50 * MIB);
  }

  @Test
  void everyTaskThatWaitsForItsNextAttemptCostsLessThanEightBytes() {
    assertThat(heapOf(TenMillionTasksTest::allFailed)).isLessThan(8L * WAITING);
  }

  @Test
  void tasksDoneInNoOrderAtAllCostLessThanTenMebibytes() {
    assertThat(heapOf(TenMillionTasksTest::halfDoneAtRandom)).isLessThan(10 * MIB);
  }

  private static Owned allPending() {
    return allPending(TASKS);
  }

  private static Owned allPending(int tasks) {
    var batch = BatchStory.given(submitted(spec(job("scan")), tasks)).batch();
    var dispatch = new TaskDispatch(batch, LeaseSettings.DEFAULT, NOON, NOON);
    assertThat(dispatch.counts(0).pending()).isEqualTo(tasks);
    return new Owned(batch, dispatch);
  }

  private static Owned everyHundredthFailed() {
    var owned = allPending();
    var random = new SplittableRandom(1);
    for (int first = 0; first < TASKS; first += AT_ONCE) {
      var failures = new ArrayList<Failure>();
      for (int task = first; task < first + AT_ONCE; task += 100) {
        failures.add(Sample.failure(task, 1));
      }
      count(owned, TaskSet.empty(), failures, random);
    }
    assertThat(owned.dispatch().counts(0).waitingRetry()).isEqualTo(TASKS / 100);
    return owned;
  }

  private static Owned allFailed() {
    var owned = allPending(WAITING);
    var random = new SplittableRandom(3);
    for (int first = 0; first < WAITING; first += AT_ONCE) {
      var failures = new ArrayList<Failure>();
      for (int task = first; task < first + AT_ONCE; task++) {
        failures.add(new Failure(task, 1, "io", "broken pipe", false));
      }
      count(owned, TaskSet.empty(), failures, random);
    }
    assertThat(owned.dispatch().counts(0).waitingRetry()).isEqualTo(WAITING);
    return owned;
  }

  private static Owned halfDoneAtRandom() {
    var owned = allPending();
    var random = new SplittableRandom(2);
    for (int first = 0; first < TASKS; first += AT_ONCE) {
      var done = new RoaringBitmap();
      for (int task = first; task < first + AT_ONCE; task++) {
        if (random.nextBoolean()) {
          done.add(task);
        }
      }
      count(owned, TaskSet.owning(done), List.of(), random);
    }
    return owned;
  }

  private static void count(
      Owned owned, TaskSet succeeded, List<Failure> failures, RandomGenerator random) {
    var reports = new Reports(owned.batch(), _ -> NOON, NOON, random);
    var report = Sample.report(0, succeeded, 0, failures.toArray(Failure[]::new));
    assertThat(reports.count(List.of(report))).isEmpty();
    var event = (OutcomesAccepted) reports.event().orElseThrow();
    owned.batch().apply(event);
    var outcomes = event.outcomes().getFirst();
    owned.dispatch().settled(0, outcomes.told(), outcomes.retries(), report.busyMicros());
  }

  /** What is still used when all else is collected; the least of a few, for others make noise. */
  private static long heapOf(Supplier<Owned> made) {
    assertThat(made.get()).isNotNull(); // classes are loaded, and constants made
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 2; round++) {
      var keeper = new Keeper();
      long before = used();
      keeper.kept.add(made.get());
      long after = used();
      assertThat(keeper.kept).hasSize(1);
      least = Math.min(least, after - before);
    }
    return least;
  }

  private static long used() {
    var memory = ManagementFactory.getMemoryMXBean();
    memory.gc();
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed();
  }
}
