package io.gristworks.bench;

import io.gristworks.bench.contest.Contestant;
import io.gristworks.bench.contest.Scenario;
import io.gristworks.bench.contest.TaskSet;
import io.gristworks.bench.measure.Meter;
import io.gristworks.bench.measure.Round;
import io.gristworks.bench.measure.Round.Latency;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Takes one contestant through one scenario, every contestant in the same way. */
final class Stopwatch {
  private static final long FIRST_ID = 1;

  private final Assignment assignment;
  private final Contestant contestant;
  private final Meter meter;

  Stopwatch(Assignment assignment, Contestant contestant, Meter meter) {
    this.assignment = assignment;
    this.contestant = contestant;
    this.meter = meter;
  }

  /** Nanoseconds of the parts of a run; the latency for W3 alone. */
  private record Times(long submit, long drain, long endToEnd, @Nullable Latency latency) {}

  Round run() throws Exception {
    contestant.prepare(assignment.url(), assignment.scenario());
    if (assignment.warmUp() > 0) {
      time(FIRST_ID, assignment.warmUp());
      awaitCompilers();
    }
    var before = meter.start();
    var times = time(FIRST_ID + assignment.warmUp(), assignment.tasks());
    var after = meter.read();
    var peaks = meter.peaks();
    return round(times, before, after, peaks, contestant.verify());
  }

  /**
   * Waits until the compilers have had a quiet moment, at most ten seconds: what they still have to
   * do for the warm-up belongs to no measured task, and more of it is left behind by a large
   * library than by a small one.
   */
  private static void awaitCompilers() throws InterruptedException {
    var compilers = ManagementFactory.getCompilationMXBean();
    long last = -1;
    for (int i = 0; i < 50 && compilers.getTotalCompilationTime() != last; i++) {
      last = compilers.getTotalCompilationTime();
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }

  private Times time(long firstId, int tasks) throws Exception {
    return assignment.scenario() == Scenario.W3
        ? oneByOne(firstId, tasks)
        : allAtOnce(new TaskSet(assignment.scenario(), firstId, tasks));
  }

  private Times allAtOnce(TaskSet tasks) throws Exception {
    long start = System.nanoTime();
    contestant.submit(tasks);
    long submitted = System.nanoTime();
    contestant.drain();
    long end = System.nanoTime();
    long began = contestant.workBegan().orElse(submitted);
    return new Times(submitted - start, end - began, end - start, null);
  }

  /** Pauses of uneven length between the tasks, lest they fall in step with somebody's polling. */
  private Times oneByOne(long firstId, int tasks) throws Exception {
    var random = new SplittableRandom(firstId);
    long[] latencies = new long[tasks];
    long submit = 0;
    for (int i = 0; i < tasks; i++) {
      LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextLong(5_000, 25_000)));
      var times = allAtOnce(new TaskSet(assignment.scenario(), firstId + i, 1));
      submit += times.submit();
      latencies[i] = times.endToEnd();
    }
    long total = Arrays.stream(latencies).sum();
    return new Times(submit, total - submit, total, latency(latencies));
  }

  private Round round(
      Times times, Meter.Reading before, Meter.Reading after, Meter.Peaks peaks, long stored) {
    double tasks = assignment.tasks();
    Double postgres =
        before.postgresCpuNanos().isPresent() && after.postgresCpuNanos().isPresent()
            ? (after.postgresCpuNanos().getAsLong() - before.postgresCpuNanos().getAsLong())
                / 1e3
                / tasks
            : null;
    double bound = assignment.scenario().lowerBoundSeconds(assignment.tasks());
    return new Round(
        assignment.contestant(),
        contestant.description(),
        assignment.scenario(),
        assignment.round(),
        assignment.tasks(),
        times.submit() / 1e9,
        times.drain() / 1e9,
        times.endToEnd() / 1e9,
        (after.cpuNanos() - before.cpuNanos()) / 1e3 / tasks,
        postgres,
        (after.walBytes() - before.walBytes()) / tasks,
        peaks.residentBytes(),
        peaks.heapBytes(),
        (long) assignment.tasks() + assignment.warmUp(),
        stored,
        bound == 0 ? null : bound / (times.drain() / 1e9),
        times.latency());
  }

  private static Latency latency(long[] nanos) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    int last = sorted.length - 1;
    return new Latency(
        sorted[last / 2] / 1e6, sorted[(int) Math.ceil(last * 0.99)] / 1e6, sorted[last] / 1e6);
  }
}
