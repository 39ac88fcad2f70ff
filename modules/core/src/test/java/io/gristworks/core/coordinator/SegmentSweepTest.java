package io.gristworks.core.coordinator;

import static io.gristworks.core.batch.Sample.NOON;
import static io.gristworks.core.batch.Sample.job;
import static io.gristworks.core.batch.Sample.spec;
import static io.gristworks.core.batch.Sample.submitted;
import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.Batch;
import io.gristworks.core.batch.BatchCommand.RetryFailed;
import io.gristworks.core.batch.BatchCommand.Selection;
import io.gristworks.core.batch.BatchStory;
import io.gristworks.core.batch.ControlEvent.SegmentsDiscarded;
import io.gristworks.core.batch.Reports.Failure;
import io.gristworks.core.batch.Reports.JobReport;
import io.gristworks.core.batch.RetryPolicy;
import io.gristworks.core.batch.Sample;
import io.gristworks.core.coordinator.CoordinatorEffect.DeleteCheckpoints;
import io.gristworks.core.coordinator.CoordinatorEffect.DeleteSegments;
import io.gristworks.core.coordinator.CoordinatorEffect.ListSegments;
import io.gristworks.core.coordinator.CoordinatorEffect.SendToNode;
import io.gristworks.core.coordinator.CoordinatorInput.Recovered;
import io.gristworks.core.coordinator.CoordinatorInput.SegmentsListed;
import io.gristworks.core.coordinator.CoordinatorInput.SegmentsNotListed;
import io.gristworks.core.message.ToNode.Acknowledged;
import io.gristworks.core.task.SegmentRef;
import io.gristworks.core.task.TaskSet;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What was counted stays, whatever comes in which order. */
class SegmentSweepTest extends CoordinatorStory {
  private static final RetryPolicy ONCE = new RetryPolicy(1, Duration.ZERO, Duration.ZERO);
  private static final UUID COUNTED = new UUID(1, 1);
  private static final UUID LATE = new UUID(1, 2);
  private static final UUID OF_A_RETRY = new UUID(1, 3);

  private long reports;

  SegmentSweepTest() {
    takesOver(BatchStory.given(submitted(spec(job("load", ONCE)), 2)).batch());
  }

  @Test
  void whenTheBatchEndsItIsListedWhatIsStored() {
    var effects = ends();
    assertThat(effects).contains(new ListSegments(1, null), new DeleteCheckpoints(1L << 32));
    assertThat(coordinator.activity(false)).isEqualTo(Activity.ACTIVE);
    assertThat(handle(listed(1, true, COUNTED))).isEmpty();
    assertThat(coordinator.activity(false)).isEqualTo(Activity.ENDED);
  }

  @Test
  void whatWasNotCountedIsWrittenDownBeforeItIsDeleted() {
    ends();
    var turn = coordinator.handle(listed(1, true, COUNTED, LATE), time());
    assertThat(turn.events()).containsExactly(new SegmentsDiscarded(List.of(LATE), NOON));
    turn.events().forEach(batch::apply);
    assertThat(coordinator.written(turn, time())).contains(new DeleteSegments(List.of(LATE)));
  }

  @Test
  void pagesAreListedOneAfterTheOther() {
    ends();
    assertThat(handle(listed(1, false, COUNTED))).contains(new ListSegments(1, COUNTED));
    assertThat(coordinator.activity(false)).isEqualTo(Activity.ACTIVE);
    handle(listed(1, true));
    assertThat(coordinator.activity(false)).isEqualTo(Activity.ENDED);
  }

  @Test
  void whatARetryHasStoredSinceThePageWasReadIsNeitherDiscardedNorDeleted() {
    ends();
    retries();
    assertThat(handle(listed(1, true, COUNTED, OF_A_RETRY))).isEmpty();
    assertThat(accepted(report(OF_A_RETRY, TaskSet.of(1)))).isTrue();
    assertThat(batch.isFinished()).isTrue();
    assertThat(handle(listed(1, true, COUNTED, OF_A_RETRY))).as("of the sweep before").isEmpty();
    assertThat(handle(listed(2, true, COUNTED, OF_A_RETRY))).isEmpty();
    assertThat(batch.segments().isDiscarded(OF_A_RETRY)).isFalse();
  }

  @Test
  void aReportOfADiscardedSegmentIsRefusedWholeAlsoAfterAFailOverAndASnapshot() {
    ends();
    handle(listed(1, true, COUNTED, LATE));
    retries();
    assertThat(accepted(report(LATE, TaskSet.of(1)))).isFalse();
    takesOver(new Batch(batch.id(), batch.snapshot()));
    assertThat(accepted(report(LATE, TaskSet.of(1)))).isFalse();
    assertThat(accepted(report(OF_A_RETRY, TaskSet.of(1)))).isTrue();
  }

  @Test
  void whatWasDiscardedAndIsStillThereIsDeletedAgainAndNotWrittenDownAgain() {
    ends();
    handle(listed(1, true, COUNTED, LATE));
    takesOver(batch);
    assertThat(handle(new Recovered())).contains(new ListSegments(1, null));
    var turn = coordinator.handle(listed(1, true, COUNTED, LATE), time());
    assertThat(turn.events()).isEmpty();
    assertThat(turn.effects()).containsExactly(new DeleteSegments(List.of(LATE)));
  }

  @Test
  void whatCannotBeListedIsLeft() {
    ends();
    handle(new SegmentsNotListed(1));
    assertThat(coordinator.activity(false)).isEqualTo(Activity.ENDED);
  }

  // How it comes about.

  private List<CoordinatorEffect> ends() {
    var failed = new Failure(1, 1, "io", "broken pipe", false);
    return counted(report(COUNTED, TaskSet.of(0), failed));
  }

  private void retries() {
    handle(Sample.command(1, new RetryFailed(null, new Selection.All(), 0, "ana")));
    assertThat(batch.isFinished()).isFalse();
  }

  private void takesOver(Batch read) {
    batch = read;
    coordinator = coordinatorOf(read, false);
  }

  private static SegmentsListed listed(long sweep, boolean isLast, UUID... segments) {
    return new SegmentsListed(sweep, List.of(segments), isLast);
  }

  private static JobReport report(UUID segment, TaskSet succeeded, Failure... failures) {
    var ref = new SegmentRef(segment, 0, 1, succeeded.size() + failures.length);
    return new JobReport(0, ref, succeeded, List.of(failures), new TreeMap<>(), 1_000);
  }

  private boolean accepted(JobReport part) {
    return counted(part)
        .contains(
            new SendToNode("bob", new Acknowledged(batch.id().value(), reports, Map.of(), 0)));
  }

  private List<CoordinatorEffect> counted(JobReport part) {
    return reported("bob", ++reports, part);
  }
}
