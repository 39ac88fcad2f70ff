package io.gristworks.engine.worker.outcome;

import io.gristworks.core.batch.Counters;
import io.gristworks.core.batch.Reports.Failure;
import io.gristworks.core.batch.Reports.JobReport;
import io.gristworks.core.task.SegmentRef;
import io.gristworks.core.task.TaskError;
import io.gristworks.core.task.TaskSet;
import io.gristworks.store.segment.OutcomePacker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a flush has to say of one job, being written: the segment and the report. One thread. */
public final class JobDraft {
  private final OutcomePacker packer;
  private final RunsOfTasks succeeded = new RunsOfTasks();
  private final List<Failure> failures = new ArrayList<>(0);
  private final TreeMap<String, Long> counters = new TreeMap<>();
  private long busyMicros;

  /** Packs into {@code packer}, which is empty. */
  public JobDraft(OutcomePacker packer) {
    this.packer = packer;
  }

  void succeeded(int task, int attempt, byte[] source, int offset, int length, long micros) {
    packer.succeeded(task, attempt, source, offset, length, micros);
    succeeded.add(task);
    busyMicros += micros;
  }

  void failed(int task, int attempt, TaskError error, long micros) {
    packer.failed(task, attempt, error, micros);
    failures.add(new Failure(task, attempt, error.kind(), error.message(), error.permanent()));
    busyMicros += micros;
  }

  void count(Map<String, Long> more) {
    Counters.add(counters, more);
    packer.count(more);
  }

  /** Whether nothing is to be said of the job. */
  public boolean isEmpty() {
    return packer.entries() == 0;
  }

  /** The report, for the segment stored as {@code segment}. */
  public JobReport report(int job, SegmentRef segment) {
    return new JobReport(
        job, segment, TaskSet.owning(succeeded.bits()), failures, counters, busyMicros);
  }
}
