package io.gristworks.core.view;

import static io.gristworks.core.batch.Sample.ID;
import static io.gristworks.core.batch.Sample.NOON;
import static io.gristworks.core.batch.Sample.job;
import static io.gristworks.core.batch.Sample.spec;
import static io.gristworks.core.batch.Sample.submitted;
import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.Batch;
import io.gristworks.core.batch.BatchEvent;
import io.gristworks.core.batch.JobProgress;
import io.gristworks.core.task.SegmentRef;
import io.gristworks.core.task.TaskSet;
import io.gristworks.core.view.OutcomePage.Bounds;
import io.gristworks.testing.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** What there is of a job's outcomes, page by page. */
final class OutcomePageTest {
  private static final Bounds SMALL = new Bounds(3, 8, 2);

  /** One task and one segment each, some failed; the last ones took down their nodes. */
  private static JobProgress progress(int tasks, int ended, int poison) {
    var batch = new Batch(ID);
    batch.apply(submitted(spec(job("scan")), tasks));
    for (int task = 0; task < ended; task++) {
      batch.apply(failed(task));
    }
    if (poison > 0) {
      var last = TaskSet.range(tasks - poison, tasks);
      batch.apply(new BatchEvent.SuspectsNamed(0, last, "ana", "killed", NOON));
      batch.apply(new BatchEvent.TasksQuarantined(0, last, NOON));
    }
    return batch.jobs().getFirst();
  }

  private static BatchEvent failed(int task) {
    var outcomes =
        new BatchEvent.JobOutcomes(
            0,
            new SegmentRef(new UUID(0, task), task, task, 1),
            NOON,
            TaskSet.empty(),
            TaskSet.of(task),
            List.of(),
            new TreeMap<>(),
            List.of(),
            1,
            1,
            List.of());
    return new BatchEvent.OutcomesAccepted(List.of(outcomes), NOON);
  }

  @Seeds(200)
  void allPagesTogetherAreTheJob(RandomGenerator random) {
    var bounds = new Bounds(random.nextInt(1, 9), random.nextInt(1, 40), random.nextInt(1, 5));
    int tasks = random.nextInt(1, 60);
    int poison = random.nextInt(0, Math.min(tasks, 12));
    var job = progress(tasks, random.nextInt(0, tasks - poison + 1), poison);
    var segments = new ArrayList<SegmentRef>();
    var failed = TaskSet.empty();
    var quarantined = new ArrayList<Integer>();
    for (int from = 0; from >= 0; ) {
      var page = OutcomePage.of(job, from, bounds);
      assertThat(page.segments()).hasSizeLessThanOrEqualTo(bounds.segments());
      assertThat(page.failed().size()).isLessThanOrEqualTo(bounds.tasks());
      assertThat(page.quarantined()).hasSizeLessThanOrEqualTo(bounds.quarantined());
      segments.addAll(page.segments());
      failed = failed.or(page.failed());
      page.quarantined().forEach(each -> quarantined.add(each.task()));
      from = page.next();
    }
    assertThat(segments).isEqualTo(job.segments());
    assertThat(failed.bits()).isEqualTo(job.failed());
    assertThat(quarantined).hasSize(poison).doesNotHaveDuplicates();
  }

  @Test
  void whoHasReadSomeSegmentsOfAPageIsToldOfTheOthers() {
    var job = progress(7, 7, 0);
    assertThat(OutcomePage.of(job, 4, SMALL).segments())
        .isEqualTo(List.copyOf(job.segments().subList(4, 6)));
    assertThat(OutcomePage.of(job, -1, SMALL).segments()).hasSize(3);
  }

  @Test
  void behindTheLastSegmentThereIsNothing() {
    var job = progress(7, 7, 0);
    for (int from : new int[] {7, 9, Integer.MAX_VALUE}) {
      assertThat(OutcomePage.of(job, from, SMALL).segments()).isEmpty();
      assertThat(OutcomePage.of(job, from, Bounds.MESSAGE).next()).isEqualTo(-1);
    }
  }
}
