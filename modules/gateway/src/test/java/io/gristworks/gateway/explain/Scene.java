package io.gristworks.gateway.explain;

import io.gristworks.core.batch.Awaited;
import io.gristworks.core.batch.CanaryState;
import io.gristworks.core.batch.ErrorGroup;
import io.gristworks.core.batch.JobLimits;
import io.gristworks.core.batch.Pause;
import io.gristworks.core.batch.Priority;
import io.gristworks.core.batch.Status;
import io.gristworks.core.view.BatchStatus;
import io.gristworks.core.view.Counts;
import io.gristworks.core.view.JobDetail;
import io.gristworks.core.view.JobReason;
import io.gristworks.core.view.JobStatus;
import io.gristworks.core.view.NodeLoad;
import io.gristworks.core.view.NodeStatus;
import io.gristworks.core.view.QueueStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A batch with one job or a few, at noon, that tests dress up. */
final class Scene {
  static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  Status status = Status.QUEUED;
  Status batchStatus = Status.RUNNING;
  JobReason reason = new JobReason.Open();
  Counts counts = new Counts(10, 10, 0, 0, 0, 0, 0);
  List<String> after = List.of();
  double rate;
  long attempts;
  long busyMicros;
  @Nullable Instant nextRetry;
  @Nullable Pause paused;
  @Nullable Instant startAt;
  @Nullable CanaryState canary;
  JobLimits limits = JobLimits.NONE;
  List<Awaited> waitingFor = List.of();
  List<String> waitingForBatches = List.of();
  long suspects;
  long quarantined;
  List<ErrorGroup> errors = List.of();
  final List<JobStatus> others = new ArrayList<>();
  final List<QueueStatus> queues = new ArrayList<>();
  final List<NodeStatus> nodes = new ArrayList<>(List.of(node("ana", 4, 1, false, "scan")));

  static NodeStatus node(String name, int workers, int busy, boolean drains, String operation) {
    return new NodeStatus(
        name,
        NOON,
        workers,
        workers,
        busy,
        1,
        0,
        0,
        0,
        0,
        drains,
        List.of(operation),
        NodeLoad.UNKNOWN);
  }

  /** A queue with four workers in which the jobs of these batches wait, and that one. */
  static QueueStatus queue(double backlogSeconds, QueueStatus.WaitingJob... jobs) {
    return new QueueStatus("default", 10, backlogSeconds, 1, 0, 4, List.of(jobs));
  }

  static QueueStatus.WaitingJob waiting(String batch, int job, int weight, long pending) {
    return new QueueStatus.WaitingJob("acme", batch, job, "scan", weight, pending);
  }

  JobStatus job() {
    return job("load");
  }

  JobStatus job(String name) {
    return new JobStatus(
        name,
        "scan",
        "default",
        Priority.NORMAL,
        after,
        status,
        reason,
        counts,
        counts.leased() > 0 ? NOON.minusSeconds(60) : null,
        null,
        attempts,
        busyMicros,
        rate,
        -1,
        new TreeMap<>(),
        errors,
        new JobDetail(
            paused, null, waitingFor, startAt, null, limits, suspects, quarantined, canary));
  }

  BatchStatus batch() {
    var jobs = new ArrayList<>(others);
    jobs.add(job());
    return new BatchStatus(
        "b1",
        "acme",
        "nightly",
        new TreeMap<>(),
        batchStatus,
        NOON.minusSeconds(300),
        null,
        null,
        7,
        jobs,
        waitingForBatches);
  }

  Surroundings around() {
    return new Surroundings(queues, nodes, nextRetry, NOON);
  }

  List<Reason> why() {
    return Explainer.job(batch(), job(), around());
  }

  List<Reason> why(TaskFacts task) {
    return Explainer.task(batch(), job(), task, around());
  }
}
