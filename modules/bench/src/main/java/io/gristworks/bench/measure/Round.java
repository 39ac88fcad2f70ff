package io.gristworks.bench.measure;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.gristworks.bench.contest.Scenario;
import org.jspecify.annotations.Nullable;

/**
 * What one run of one contestant gave. Nullable fields are not asked by the scenario, or could not
 * be read where the server runs on another machine.
 *
 * @param round from 1
 * @param drainSeconds from when work began to all results stored; overlaps with the submission for
 *     those who work while taking tasks
 * @param endToEndSeconds start of the submission to all results stored, committed and readable
 * @param cpuMicrosPerTask processor time of the contestant's JVM, submission included
 * @param expectedResults tasks handed in, warm-up included
 * @param storedResults results found in the storage afterwards
 * @param efficiency W2 and W5: lower bound over drain time
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Round(
    String contestant,
    String description,
    Scenario scenario,
    int round,
    int tasks,
    double submitSeconds,
    double drainSeconds,
    double endToEndSeconds,
    double cpuMicrosPerTask,
    @Nullable Double postgresCpuMicrosPerTask,
    double walBytesPerTask,
    long residentPeakBytes,
    long heapPeakBytes,
    long expectedResults,
    long storedResults,
    @Nullable Double efficiency,
    @Nullable Latency latency) {

  /** W3: submission of one task to its result readable, in milliseconds. */
  public record Latency(double p50Ms, double p99Ms, double maxMs) {}

  /** Tasks accepted per second. */
  public double submitRate() {
    return tasks / submitSeconds;
  }

  /** Tasks run and stored per second. */
  public double drainRate() {
    return tasks / drainSeconds;
  }

  /** Whether each task has its result. */
  public boolean complete() {
    return storedResults == expectedResults;
  }
}
