package io.gristworks.core.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.BatchEvent.OutcomesAccepted;
import io.gristworks.core.batch.Reports.Failure;
import io.gristworks.core.lease.TaskDispatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.roaringbitmap.RoaringBitmap;

/** What must hold after each event, reckoned from the events alone. */
final class WalkBooks {
  private final Map<Integer, Page> pages = new HashMap<>();

  /** What is known of one job. */
  private static final class Page {
    final List<Integer> successes = new ArrayList<>();
    final Set<Long> attempts = new HashSet<>();
    final RoaringBitmap succeeded = new RoaringBitmap();
    boolean released;
    boolean skipped;
    boolean armed = true;
  }

  private Page page(int job) {
    return pages.computeIfAbsent(job, _ -> new Page());
  }

  /** How many results the segments of a job hold. */
  int successes(int job, int from, int end) {
    return page(job).successes.subList(from, end).stream().mapToInt(Integer::intValue).sum();
  }

  /** No attempt of a task is counted twice, however often the task was taken up again. */
  void counted(int job, List<Failure> failures) {
    for (var failure : failures) {
      assertThat(page(job).attempts.add(((long) failure.task() << 32) + failure.attempt()))
          .as("attempt %d of task %d of job %d is new", failure.attempt(), failure.task(), job)
          .isTrue();
    }
  }

  /** Only what may run is handed out. */
  void granted(Batch batch, int job) {
    assertThat(page(job).released).as("job %d was released", job).isTrue();
    assertThat(page(job).skipped).as("job %d was skipped", job).isFalse();
    assertThat(batch.jobs().get(job).control().pause()).isNull();
    assertThat(batch.jobs().get(job).cancelReason()).isNull();
  }

  void saw(BatchEvent event, Batch batch, TaskDispatch dispatch) {
    switch (event) {
      case OutcomesAccepted accepted -> accepted.outcomes().forEach(this::outcomes);
      case ControlEvent.JobSkipped skipped -> {
        assertThat(page(skipped.job()).skipped).as("skipped once").isFalse();
        page(skipped.job()).skipped = true;
      }
      case ControlEvent.BudgetExhausted spent -> {
        assertThat(page(spent.job()).armed).as("the budget of %d fires once", spent.job()).isTrue();
        assertThat(spent.failed()).isGreaterThan(spent.allowed());
        page(spent.job()).armed = false;
      }
      case BatchEvent.FailedRetried retried -> page(retried.job()).armed = true;
      case BatchEvent.CanaryEnded ended when !ended.released().isEmpty() ->
          page(ended.job()).armed = true;
      default -> {}
    }
    for (int job = 0; job < batch.jobs().size(); job++) {
      check(job, batch, dispatch);
    }
  }

  private void outcomes(BatchEvent.JobOutcomes outcomes) {
    var page = page(outcomes.job());
    page.successes.add(outcomes.succeeded().size());
    assertThat(RoaringBitmap.intersects(page.succeeded, outcomes.succeeded().bits()))
        .as("one success of a task")
        .isFalse();
    page.succeeded.or(outcomes.succeeded().bits());
  }

  private void check(int at, Batch batch, TaskDispatch dispatch) {
    var job = batch.jobs().get(at);
    var counts = dispatch.counts(at);
    assertThat(counts.pending() + counts.leased() + counts.waitingRetry() + counts.completed())
        .as("job %d adds up: %s", at, counts)
        .isEqualTo(job.tasks());
    assertThat(job.succeeded()).as("a success stays one").isEqualTo(page(at).succeeded);
    assertThat(RoaringBitmap.intersects(job.succeeded(), job.failed())).isFalse();
    assertThat(RoaringBitmap.intersects(job.succeeded(), job.cancelled())).isFalse();
    assertThat(RoaringBitmap.intersects(job.failed(), job.cancelled())).isFalse();
    var deadLetters = new RoaringBitmap();
    job.deadLetters().byCause().forEach(each -> deadLetters.or(each.tasks().bits()));
    assertThat(deadLetters).as("each failed task has a cause").isEqualTo(job.failed());
    assertThat(RoaringBitmap.intersects(job.suspects().tasks(), job.failed())).isFalse();
    if (job.dependencies().released() && !page(at).released) {
      page(at).released = true;
      checkRelease(at, batch);
    }
    assertThat(job.dependencies().released()).as("released for good").isEqualTo(page(at).released);
  }

  /** Fires once, and only when each condition holds. */
  private static void checkRelease(int at, Batch batch) {
    assertThat(batch.isOpen()).isFalse();
    assertThat(batch.awaits()).isEmpty();
    for (var needed : batch.jobs().get(at).spec().after()) {
      var other = batch.jobs().get(batch.spec().indexOf(needed.job()));
      int succeeded = other.succeeded().getCardinality();
      int failed = other.failed().getCardinality();
      assertThat(other.finishedAt()).as("%s has ended", needed).isNotNull();
      boolean holds =
          switch (needed.condition()) {
            case SUCCEEDED -> succeeded == other.tasks();
            case COMPLETED -> succeeded + failed == other.tasks();
            case FAILED -> failed > 0;
          };
      assertThat(holds).as("%s holds for job %d", needed, at).isTrue();
      assertThat(other.control().skipReason()).isNull();
    }
  }

  void checkTheEnd(Batch batch) {
    for (int at = 0; at < batch.jobs().size(); at++) {
      var job = batch.jobs().get(at);
      assertThat(job.status(false, false).isFinal()).isTrue();
      assertThat(job.outcomes()).isEqualTo(job.tasks());
      assertThat(job.deadLetters().canary()).isNull();
      if (job.spec().source().derives() && !job.control().isOver()) {
        var source = batch.jobs().get(batch.spec().indexOf(job.spec().source().job()));
        assertThat(job.tasks())
            .as("each result of %s is a task of %s once", source.spec().name(), job.spec().name())
            .isEqualTo(source.succeeded().getCardinality());
      }
      if (job.status(false, false) == Status.SKIPPED) {
        assertThat(page(at).released && job.spec().source().kind() != TaskSource.Kind.STREAMED)
            .isFalse();
        assertThat(job.startedAt()).isNull();
      }
    }
  }
}
