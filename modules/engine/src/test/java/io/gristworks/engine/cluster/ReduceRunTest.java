package io.gristworks.engine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.batch.Condition;
import io.gristworks.core.batch.Dependency;
import io.gristworks.core.batch.JobOptions;
import io.gristworks.core.batch.JobSpec;
import io.gristworks.core.batch.Status;
import io.gristworks.core.batch.TaskSource;
import io.gristworks.core.view.BatchStatus;
import io.gristworks.engine.protocol.TaskAtWork;
import io.gristworks.handler.PermanentFailure;
import io.gristworks.handler.ReduceHandler;
import io.gristworks.handler.TaskHandler;
import io.gristworks.store.checkpoint.Checkpoints.Owner;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reduce jobs from submission to result, on one node with a real database. */
class ReduceRunTest {
  private static final int LEFT = 3_000;
  private static final int RIGHT = 40;
  private static final JobOptions REDUCED = JobOptions.USUAL.with(TaskSource.REDUCED);

  @TempDir private Path directory;

  private static final TaskHandler<Integer, Integer> SQUARE =
      (n, context) -> {
        if (n % 10 == 7 && context.attempt() == 1) {
          throw new IllegalStateException("not the first time");
        }
        if (context.job().equals("right") && n == 13) {
          throw new PermanentFailure("unlucky", "never");
        }
        return n * n;
      };

  private static long squares(int end) {
    return (long) (end - 1) * end * (2L * end - 1) / 6;
  }

  @Test
  void aReduceJobSumsTheResultsOfTwoJobsOnceThoughItsFirstAttemptFails() {
    var attempts = new AtomicInteger();
    var seen = new AtomicInteger();
    ReduceHandler<Integer, Long> summing =
        (results, context) -> {
          attempts.incrementAndGet();
          var before = context.checkpoint();
          long sum = 0;
          seen.set(0);
          for (var each : results) {
            sum += each.value();
            seen.incrementAndGet();
          }
          if (before.isEmpty()) {
            context.saveCheckpoint(ByteBuffer.allocate(8).putLong(sum).array());
            throw new IllegalStateException("after all that");
          }
          assertThat(ByteBuffer.wrap(before.get()).getLong()).isEqualTo(sum);
          return sum;
        };
    try (var mill =
        new OneNode(directory, OneNode.takes("square", SQUARE), OneNode.reduces(summing))) {
      var batch = BatchId.of("mill", "two jobs");
      var right = new Dependency("right", Condition.COMPLETED);
      var left = new Dependency("left", Condition.SUCCEEDED);
      mill.submit(
          batch,
          List.of(
              OneNode.job("left", "square"),
              OneNode.job("right", "square"),
              OneNode.job("sum", "reduce").after(left, right).with(REDUCED)),
          LEFT,
          RIGHT);
      var end = mill.awaitEnd(batch);

      assertThat(end.status()).isEqualTo(Status.COMPLETED);
      assertThat(end.jobs().get(1).counts().failed()).isEqualTo(1);
      assertThat(end.jobs().get(2).counts().total()).isEqualTo(1);
      assertThat(mill.results(batch, "sum"))
          .containsExactly(Long.toString(squares(LEFT) + squares(RIGHT) - 13 * 13));
      assertThat(seen).as("each success once").hasValue(LEFT + RIGHT - 1);
      assertThat(attempts).hasValue(2);
      mill.awaitGone(new Owner(batch, 2, 0));
    }
  }

  @Test
  void whoAsksSeesHowFarAReduceTaskHasCome() throws Exception {
    var said = new CountDownLatch(1);
    var mayEnd = new CountDownLatch(1);
    ReduceHandler<Integer, Integer> slow =
        (results, context) -> {
          int count = 0;
          for (var each : results) {
            count += each.job().isEmpty() ? 0 : 1;
          }
          context.progress("counted " + count, 50);
          said.countDown();
          mayEnd.await();
          return count;
        };
    try (var mill =
        new OneNode(directory, OneNode.takes("square", SQUARE), OneNode.reduces(slow))) {
      var batch = BatchId.of("mill", "slow");
      mill.submit(batch, twoJobs(OneNode.job("count", "reduce").with(REDUCED)), 5);
      said.await();
      assertThat(mill.running(batch, "count"))
          .singleElement()
          .satisfies(task -> assertThat(task.step()).isEqualTo("counted 5"))
          .satisfies(task -> assertThat(task.percent()).isEqualTo(50))
          .extracting(TaskAtWork::node)
          .isEqualTo("node-1");
      assertThat(mill.running(batch, "squares")).isEmpty();
      mayEnd.countDown();
      mill.awaitEnd(batch);
      assertThat(mill.results(batch, "count")).containsExactly("5");
      assertThat(mill.running(batch, "count")).isEmpty();
    }
  }

  @Test
  void aReduceJobOfAnOperationThatCannotFailsAndSaysWhy() {
    try (var mill = new OneNode(directory, OneNode.takes("square", SQUARE))) {
      var batch = BatchId.of("mill", "misfit");
      mill.submit(batch, twoJobs(OneNode.job("misfit", "square").with(REDUCED)), 5);
      BatchStatus end = mill.awaitEnd(batch);
      var misfit = end.jobs().get(1);
      assertThat(misfit.status()).isEqualTo(Status.FAILED);
      assertThat(misfit.errors())
          .singleElement()
          .satisfies(group -> assertThat(group.kind()).isEqualTo("wrong_operation"));
    }
  }

  private static List<JobSpec> twoJobs(JobSpec second) {
    var squares = new Dependency("squares", Condition.SUCCEEDED);
    return List.of(OneNode.job("squares", "square"), second.after(squares));
  }
}
