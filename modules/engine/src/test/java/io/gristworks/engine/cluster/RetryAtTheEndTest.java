package io.gristworks.engine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.batch.JobSpec;
import io.gristworks.core.batch.Priority;
import io.gristworks.core.batch.RetryPolicy;
import io.gristworks.core.task.SegmentRef;
import io.gristworks.handler.TaskHandler;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Failed tasks are tried again just when their batch ends, while what it leaves is cleared up. */
class RetryAtTheEndTest {
  private static final int BATCHES = 300;
  private static final int TASKS = 4;
  private static final TaskHandler<Integer, Integer> ODD_ONES_FAIL_ONCE =
      (n, context) -> {
        if (n % 2 == 1 && context.attempt() == 1) {
          throw new IllegalStateException("not the first time");
        }
        return n;
      };
  private static final JobSpec JOB =
      new JobSpec(
          "load",
          "odd",
          "default",
          Priority.NORMAL,
          "{}",
          List.of(),
          new RetryPolicy(1, Duration.ZERO, Duration.ZERO),
          Duration.ofSeconds(60),
          1);

  @TempDir private Path directory;

  @Test
  void everythingThatWasCountedCanBeReadAfterwards()
      throws InterruptedException, ExecutionException {
    try (var mill = new OneNode(directory, OneNode.takes("odd", ODD_ONES_FAIL_ONCE));
        var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<BatchId>>();
      for (int number = 0; number < BATCHES; number++) {
        var batch = BatchId.of("mill", "at-the-end-" + number);
        running.add(clients.submit(() -> runAndRetry(mill, batch)));
      }
      var counted = new TreeMap<String, List<SegmentRef>>();
      for (var each : running) {
        counted.put(each.get().value(), mill.counted(each.get(), "load"));
      }
      mill.stopEngine();
      counted.forEach(
          (batch, segments) ->
              assertThat(segments)
                  .as("segments counted of %s", batch)
                  .hasSizeGreaterThan(1)
                  .allMatch(segment -> mill.isStored(new BatchId(batch), segment)));
    }
  }

  private static BatchId runAndRetry(OneNode mill, BatchId batch) {
    mill.submit(batch, List.of(JOB), TASKS);
    assertThat(mill.awaitEnd(batch).jobs().getFirst().counts().failed()).isEqualTo(TASKS / 2);
    mill.retryFailed(batch);
    assertThat(mill.awaitEnd(batch).jobs().getFirst().counts().succeeded()).isEqualTo(TASKS);
    return batch;
  }
}
