package io.gristworks.store;

import io.gristworks.core.batch.BatchId;
import io.gristworks.store.segment.InputPacker;
import io.gristworks.store.segment.InputSegment;
import io.gristworks.store.segment.OutcomePacker;
import io.gristworks.store.segment.OutcomeSegment;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Small data for tests, new with every call where names must be new. */
final class Samples {
  static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final RandomGenerator RANDOM = new SplittableRandom(7);

  private Samples() {}

  static synchronized BatchId batch() {
    return BatchId.fresh(RANDOM);
  }

  static String upload() {
    return "u-" + batch();
  }

  /** Inputs {@code {"n":first}} and on, with the ids {@code row-first} and on. */
  static InputSegment inputs(String upload, int segment, int firstTask, int tasks) {
    var packer = new InputPacker();
    for (int task = firstTask; task < firstTask + tasks; task++) {
      var input = ("{\"n\":" + task + "}").getBytes(StandardCharsets.UTF_8);
      packer.add(input, 0, input.length, "row-" + task);
    }
    return packer.seal(upload, segment, firstTask);
  }

  /** Results that are the number of the task. */
  static OutcomeSegment outcomes(BatchId batch, int firstTask, int tasks) {
    return outcomes(batch, firstTask, tasks, UUID.randomUUID());
  }

  /** The same, under a key. */
  static OutcomeSegment outcomes(BatchId batch, int firstTask, int tasks, UUID id) {
    var packer = new OutcomePacker("node-1");
    for (int task = firstTask; task < firstTask + tasks; task++) {
      var result = Integer.toString(task).getBytes(StandardCharsets.UTF_8);
      packer.succeeded(task, 1, result, 0, result.length, 10);
    }
    return packer.seal(batch, 0, id);
  }
}
