package io.gristworks.store.journal;

import io.gristworks.core.batch.AppendKey;
import io.gristworks.core.batch.AwaitedEnd;
import io.gristworks.core.batch.BatchDependency;
import io.gristworks.core.batch.BatchEvent;
import io.gristworks.core.batch.BatchEvent.BatchSealed;
import io.gristworks.core.batch.BatchEvent.BatchSubmitted;
import io.gristworks.core.batch.BatchEvent.CanaryEnded;
import io.gristworks.core.batch.BatchEvent.CancelRequested;
import io.gristworks.core.batch.BatchEvent.CoordinatorAwoke;
import io.gristworks.core.batch.BatchEvent.FailedRetried;
import io.gristworks.core.batch.BatchEvent.GivenUp;
import io.gristworks.core.batch.BatchEvent.JobAdded;
import io.gristworks.core.batch.BatchEvent.JobOutcomes;
import io.gristworks.core.batch.BatchEvent.OutcomesAccepted;
import io.gristworks.core.batch.BatchEvent.Retry;
import io.gristworks.core.batch.BatchEvent.SuspectsNamed;
import io.gristworks.core.batch.BatchEvent.TasksAppended;
import io.gristworks.core.batch.BatchEvent.TasksCancelled;
import io.gristworks.core.batch.BatchEvent.TasksDerived;
import io.gristworks.core.batch.BatchEvent.TasksQuarantined;
import io.gristworks.core.batch.BatchSnapshot;
import io.gristworks.core.batch.BatchSpec;
import io.gristworks.core.batch.Canary;
import io.gristworks.core.batch.CanaryState;
import io.gristworks.core.batch.CancelReason;
import io.gristworks.core.batch.Cancellation;
import io.gristworks.core.batch.Condition;
import io.gristworks.core.batch.ControlEvent;
import io.gristworks.core.batch.ControlEvent.BatchRetired;
import io.gristworks.core.batch.CrashSuspect;
import io.gristworks.core.batch.Dependency;
import io.gristworks.core.batch.ErrorGroup;
import io.gristworks.core.batch.FailureBudget;
import io.gristworks.core.batch.JobLimits;
import io.gristworks.core.batch.JobOptions;
import io.gristworks.core.batch.JobSpec;
import io.gristworks.core.batch.JobStateSnapshot;
import io.gristworks.core.batch.JobTimes;
import io.gristworks.core.batch.Pause;
import io.gristworks.core.batch.PauseReason;
import io.gristworks.core.batch.Priority;
import io.gristworks.core.batch.RetryPolicy;
import io.gristworks.core.batch.SkipReason;
import io.gristworks.core.batch.Status;
import io.gristworks.core.batch.TaskSource;
import io.gristworks.core.task.InputPart;
import io.gristworks.core.task.SegmentRef;
import io.gristworks.core.task.TaskSet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/** What the samples in {@code journal/samples} stand for. Kept as long as they are. */
final class Histories {
  private static final Instant AT = Instant.parse("2026-03-01T12:00:00.123456789Z");
  private static final SegmentRef SEGMENT =
      new SegmentRef(UUID.fromString("01234567-89ab-cdef-0123-456789abcdef"), 0, 999, 1001);
  private static final UUID DISCARDED = UUID.fromString("fedcba98-7654-3210-fedc-ba9876543210");
  private static final InputPart PART = new InputPart(1, "upload-1", List.of(1000, 1000, 17));
  private static final AppendKey APPEND = new AppendKey("append-7", "sha256:07");
  private static final BatchSpec SPEC =
      new BatchSpec(
          "ana",
          "nightly",
          sorted("desk", "fx"),
          List.of(
              new JobSpec(
                  "scan",
                  "symbol-scan",
                  "default",
                  Priority.HIGH,
                  "{\"rule\":\"close > sma(20)\"}",
                  List.of(),
                  RetryPolicy.DEFAULT,
                  Duration.ofSeconds(60),
                  1),
              new JobSpec(
                  "embed",
                  "bulk_embed",
                  "gpu",
                  Priority.LOW,
                  "{}",
                  List.of("scan"),
                  new RetryPolicy(1, Duration.ZERO, Duration.ofMillis(1500)),
                  Duration.ofMillis(250),
                  64)),
          "sha256:00ff");

  private static final JobSpec FULL_JOB =
      new JobSpec(
          "join",
          "bulk_embed",
          "gpu",
          Priority.CRITICAL,
          "{}",
          List.of(
              Dependency.succeeded("scan"),
              new Dependency("embed", Condition.COMPLETED),
              new Dependency("check", Condition.FAILED)),
          new RetryPolicy(
              5, Duration.ZERO, Duration.ofMillis(1500), List.of("io"), List.of("bad"), 50.0),
          Duration.ofMillis(250),
          64,
          new JobOptions(
              TaskSource.collected("embed"),
              FailureBudget.percent(2.5, FailureBudget.Then.CANCEL),
              new JobLimits(16, 100),
              new JobTimes(AT, AT.plusSeconds(3600), Duration.ofMinutes(30)),
              3));
  private static final BatchSpec FULL_SPEC =
      new BatchSpec(
          "ana",
          "nightly",
          sorted("desk", "fx"),
          List.of(SPEC.jobs().getFirst(), FULL_JOB),
          "sha256:00ff",
          List.of(new BatchDependency("b0123456789abcdefghij", Condition.COMPLETED)));
  private static final ErrorGroup ERROR =
      new ErrorGroup("timeout", 3, 998, "took longer than 60 s", "took longer than # s", AT, AT);
  private static final SkipReason SKIPPED =
      new SkipReason.BatchEndedOtherwise(
          "b0123456789abcdefghij", Condition.COMPLETED, Status.CANCELLED, 0);
  private static final GivenUp GIVEN_UP = new GivenUp(ERROR.id(), TaskSet.of(998));

  private Histories() {}

  /** One event of each manifest. */
  static List<Sample> events() {
    return Stream.of(first(), later(), controls()).flatMap(List::stream).toList();
  }

  private static List<Sample> first() {
    return List.of(
        new Sample("tasks-appended.1", new TasksAppended(PART, APPEND, AT)),
        new Sample("batch-sealed.1", new BatchSealed(AT)),
        new Sample("coordinator-awoke.1", new CoordinatorAwoke(3, AT)),
        new Sample("tasks-cancelled.1", new TasksCancelled(1, TaskSet.range(500, 2017), AT)),
        new Sample("batch-retired.1", new BatchRetired(List.of("upload-1", "upload-2"), AT)));
  }

  private static List<Sample> later() {
    return List.of(
        new Sample("batch-submitted.1", new BatchSubmitted(FULL_SPEC, true, List.of(PART), AT)),
        new Sample("job-added.1", new JobAdded(FULL_JOB, AT)),
        new Sample("outcomes-accepted.1", new OutcomesAccepted(List.of(outcomes()), AT)),
        new Sample(
            "cancel-requested.1",
            new CancelRequested(
                List.of(0, 1), new CancelReason.Asked("asked by ana"), AT, AT.plusSeconds(30))),
        new Sample("tasks-derived.1", new TasksDerived(PART, 3, 7, AT)),
        new Sample(
            "suspects-named.1",
            new SuspectsNamed(1, TaskSet.of(3, 9), "ana:25520#1", "no heartbeat for 5 s", AT)),
        new Sample("tasks-quarantined.1", new TasksQuarantined(1, TaskSet.of(9), AT)),
        new Sample(
            "failed-retried.1",
            new FailedRetried(1, TaskSet.of(998), TaskSet.range(1000, 1017), "ana", AT)),
        new Sample(
            "canary-ended.1",
            new CanaryEnded(1, TaskSet.range(1000, 1017), new CanaryState.AllSucceeded(1), AT)));
  }

  private static List<Sample> controls() {
    var jobs = List.of(0, 1);
    return List.of(
        new Sample(
            "jobs-paused.1",
            new ControlEvent.JobsPaused(jobs, new PauseReason.Asked("ana", "too hot"), AT)),
        new Sample("jobs-resumed.1", new ControlEvent.JobsResumed(jobs, "ana", AT)),
        new Sample(
            "priority-changed.1",
            new ControlEvent.PriorityChanged(jobs, Priority.CRITICAL, "ana", AT)),
        new Sample(
            "limits-changed.1",
            new ControlEvent.LimitsChanged(jobs, new JobLimits(8, 2.5), "ana", AT)),
        new Sample(
            "deadline-changed.1",
            new ControlEvent.DeadlineChanged(jobs, AT.plusSeconds(60), "ana", AT)),
        new Sample("start-time-came.1", new ControlEvent.StartTimeCame(jobs, AT)),
        new Sample("job-started.1", new ControlEvent.JobStarted(1, AT)),
        new Sample("grace-ended.1", new ControlEvent.GraceEnded(jobs, AT)),
        new Sample("job-skipped.1", new ControlEvent.JobSkipped(1, SKIPPED, AT)),
        new Sample("budget-exhausted.1", new ControlEvent.BudgetExhausted(1, 11, 10, AT)),
        new Sample("derivation-ended.1", new ControlEvent.DerivationEnded(1, AT)),
        new Sample(
            "awaited-batch-ended.1",
            new ControlEvent.AwaitedBatchEnded(
                new AwaitedEnd("b0123456789abcdefghij", Status.COMPLETED, 3), AT)),
        new Sample(
            "segments-discarded.1",
            new ControlEvent.SegmentsDiscarded(List.of(SEGMENT.id(), DISCARDED), AT)));
  }

  private static JobOutcomes outcomes() {
    return new JobOutcomes(
        0,
        SEGMENT,
        AT.minusMillis(20),
        TaskSet.range(0, 998),
        TaskSet.of(998),
        List.of(new Retry(TaskSet.of(999), 2, AT.plusSeconds(4))),
        counts("matches", 42L),
        List.of(ERROR),
        1001,
        2_500_000,
        List.of(GIVEN_UP));
  }

  /** One snapshot of each manifest. */
  static Map<String, BatchSnapshot> snapshots() {
    var later =
        new JobStateSnapshot(
            new JobStateSnapshot.Control(
                Priority.LOW,
                new JobLimits(8, 2.5),
                AT.plusSeconds(60),
                true,
                new Pause(new PauseReason.Asked("ana", "too hot"), AT),
                new Cancellation(new CancelReason.Asked("asked by ana"), AT.plusSeconds(30)),
                SKIPPED,
                true,
                AT),
            true,
            List.of(new JobStateSnapshot.FanIn(0, 3)),
            7,
            true,
            List.of(GIVEN_UP),
            List.of(new JobStateSnapshot.Attempts(3, TaskSet.of(998))),
            List.of(new JobStateSnapshot.Attempts(6, TaskSet.of(7))),
            new Canary(TaskSet.of(7), TaskSet.of(998)),
            new CanaryState.TaskFailed(7),
            List.of(new CrashSuspect(7, List.of(new CrashSuspect.Death("ana:1", "gone", AT)))),
            List.of(new CrashSuspect(998, List.of(new CrashSuspect.Death("ana:1", "gone", AT)))));
    var awaited = new AwaitedEnd("b0123456789abcdefghij", Status.FAILED, 3);
    return Map.of("batch-snapshot.1", snapshot(later, awaited));
  }

  private static BatchSnapshot snapshot(JobStateSnapshot course, AwaitedEnd awaited) {
    var ended =
        new BatchSnapshot.Job(
            TaskSet.range(0, 998),
            TaskSet.of(998),
            TaskSet.empty(),
            List.of(new Retry(TaskSet.of(999), 2, AT)),
            List.of(SEGMENT),
            counts("matches", 42L),
            List.of(ERROR),
            1001,
            2_500_000,
            AT,
            AT.plusSeconds(9),
            new CancelReason.Asked("asked by ana"),
            course);
    var untouched =
        new BatchSnapshot.Job(
            TaskSet.empty(),
            TaskSet.empty(),
            TaskSet.empty(),
            List.of(),
            List.of(),
            new TreeMap<>(),
            List.of(),
            0,
            0,
            null,
            null,
            null,
            course);
    return new BatchSnapshot(
        FULL_SPEC,
        false,
        List.of(PART),
        List.of(new BatchSnapshot.Append(1, APPEND)),
        3,
        AT,
        List.of(ended, untouched),
        List.of(awaited),
        List.of(DISCARDED));
  }

  private static SortedMap<String, String> sorted(String key, String value) {
    var map = new TreeMap<String, String>();
    map.put(key, value);
    return map;
  }

  private static SortedMap<String, Long> counts(String key, long value) {
    var map = new TreeMap<String, Long>();
    map.put(key, value);
    return map;
  }

  /** An event as it was written under a name. */
  record Sample(String manifest, BatchEvent event) {
    @Override
    public String toString() {
      return manifest;
    }
  }
}
