package io.gristworks.core.coordinator;

import static io.gristworks.core.batch.Sample.NOON;
import static io.gristworks.core.batch.Sample.job;
import static io.gristworks.core.batch.Sample.spec;
import static io.gristworks.core.batch.Sample.submitted;
import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.Batch;
import io.gristworks.core.batch.BatchEvent;
import io.gristworks.core.batch.BatchId;
import io.gristworks.core.batch.JobOptions;
import io.gristworks.core.batch.TaskSource;
import io.gristworks.core.message.ToNode.FanIn;
import io.gristworks.core.message.ToNode.Lease;
import io.gristworks.core.task.SegmentRef;
import io.gristworks.core.task.TaskSet;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReduceInputsTest {
  private static SegmentRef segment(int job, int task) {
    return new SegmentRef(new UUID(job, task), task, task, 1);
  }

  /** Jobs left and right with so many tasks, each succeeded in a segment of its own. */
  private static Batch finished(int left, int right) {
    var sum = job("sum", "right", "left").with(JobOptions.USUAL.with(TaskSource.REDUCED));
    var batch = new Batch(BatchId.of("mill", "fan-in"));
    batch.apply(submitted(spec(job("left"), job("right"), sum), left, right));
    succeed(batch, 0, left);
    succeed(batch, 1, right);
    return batch;
  }

  private static void succeed(Batch batch, int job, int tasks) {
    var outcomes =
        IntStream.range(0, tasks)
            .mapToObj(
                task ->
                    new BatchEvent.JobOutcomes(
                        job,
                        segment(job, task),
                        NOON,
                        TaskSet.of(task),
                        TaskSet.empty(),
                        List.of(),
                        new TreeMap<>(),
                        List.of(),
                        1,
                        1,
                        List.of()))
            .toList();
    batch.apply(new BatchEvent.OutcomesAccepted(outcomes, NOON));
  }

  @Test
  void aReduceJobReceivesTheSegmentsOfThoseItNamesInItsOrder() {
    var jobs = finished(2, 1).jobs();
    assertThat(ReduceInputs.of(jobs.get(2), jobs))
        .containsExactly(
            new FanIn("right", 1, List.of(segment(1, 0))),
            new FanIn("left", 2, List.of(segment(0, 0), segment(0, 1))));
    assertThat(ReduceInputs.of(jobs.get(0), jobs)).isEmpty();
  }

  @Test
  void referencesBeyondAMessageAreCountedOnly() {
    int most = Lease.FAN_IN_REFS_MAX;
    var jobs = finished(5, most - 2).jobs();
    var parts = ReduceInputs.of(jobs.get(2), jobs);
    assertThat(parts).extracting(FanIn::segments).containsExactly(most - 2, 5);
    assertThat(parts).extracting(part -> part.refs().size()).containsExactly(most - 2, 2);
  }
}
