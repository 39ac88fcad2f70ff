package io.gristworks.store.journal;

import io.gristworks.core.batch.BatchEvent;
import io.gristworks.core.batch.BatchEvent.BatchRetired;
import io.gristworks.core.batch.BatchEvent.BatchSealed;
import io.gristworks.core.batch.BatchEvent.BatchSubmitted;
import io.gristworks.core.batch.BatchEvent.CancelRequested;
import io.gristworks.core.batch.BatchEvent.CoordinatorAwoke;
import io.gristworks.core.batch.BatchEvent.JobOutcomes;
import io.gristworks.core.batch.BatchEvent.OutcomesAccepted;
import io.gristworks.core.batch.BatchEvent.Retry;
import io.gristworks.core.batch.BatchEvent.TasksAppended;
import io.gristworks.core.batch.BatchEvent.TasksCancelled;
import io.gristworks.core.batch.BatchSnapshot;
import io.gristworks.core.batch.BatchSpec;
import io.gristworks.core.batch.ErrorGroup;
import io.gristworks.core.batch.JobSpec;
import io.gristworks.core.batch.Priority;
import io.gristworks.core.batch.RetryPolicy;
import io.gristworks.core.task.InputPart;
import io.gristworks.core.task.SegmentRef;
import io.gristworks.core.task.TaskSet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** What the samples in {@code journal/samples} stand for. Kept as long as they are. */
final class Histories {
  private static final Instant AT = Instant.parse("2026-03-01T12:00:00.123456789Z");
  private static final SegmentRef SEGMENT =
      new SegmentRef(UUID.fromString("01234567-89ab-cdef-0123-456789abcdef"), 0, 999, 1001);
  private static final InputPart PART = new InputPart(1, "upload-1", List.of(1000, 1000, 17));
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

  private Histories() {}

  /** One event of each manifest that was ever written. */
  static List<Sample> events() {
    return List.of(
        new Sample("batch-submitted.1", new BatchSubmitted(SPEC, true, List.of(PART), AT)),
        new Sample("tasks-appended.1", new TasksAppended(PART, "append-7", AT)),
        new Sample("batch-sealed.1", new BatchSealed(AT)),
        new Sample("coordinator-awoke.1", new CoordinatorAwoke(3, AT)),
        new Sample("outcomes-accepted.1", new OutcomesAccepted(List.of(outcomes()), AT)),
        new Sample("cancel-requested.1", new CancelRequested(List.of(0, 1), "asked by ana", AT)),
        new Sample("tasks-cancelled.1", new TasksCancelled(1, TaskSet.range(500, 2017), AT)),
        new Sample("batch-retired.1", new BatchRetired(List.of("upload-1", "upload-2"), AT)));
  }

  private static JobOutcomes outcomes() {
    return new JobOutcomes(
        0,
        SEGMENT,
        AT.minusMillis(20),
        TaskSet.range(0, 998),
        TaskSet.of(998),
        List.of(new Retry(999, 2, AT.plusSeconds(4))),
        counts("matches", 42L),
        List.of(new ErrorGroup("timeout", 3, 998, "took longer than 60 s")),
        1001,
        2_500_000);
  }

  static BatchSnapshot snapshot() {
    var ended =
        new BatchSnapshot.Job(
            TaskSet.range(0, 998),
            TaskSet.of(998),
            TaskSet.empty(),
            List.of(new Retry(999, 2, AT)),
            List.of(SEGMENT),
            counts("matches", 42L),
            List.of(new ErrorGroup("timeout", 3, 998, "took longer than 60 s")),
            1001,
            2_500_000,
            AT,
            AT.plusSeconds(9),
            "asked by ana");
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
            null);
    return new BatchSnapshot(
        SPEC, false, List.of(PART), List.of("append-7"), 3, AT, List.of(ended, untouched));
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
