package io.gristworks.core.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.Batch;
import io.gristworks.core.batch.BatchEvent;
import io.gristworks.core.batch.BatchEvent.BatchSealed;
import io.gristworks.core.batch.BatchEvent.BatchSubmitted;
import io.gristworks.core.batch.BatchEvent.CancelRequested;
import io.gristworks.core.batch.BatchEvent.CoordinatorAwoke;
import io.gristworks.core.batch.BatchEvent.JobOutcomes;
import io.gristworks.core.batch.BatchEvent.OutcomesAccepted;
import io.gristworks.core.batch.BatchEvent.TasksAppended;
import io.gristworks.core.batch.BatchEvent.TasksCancelled;
import io.gristworks.core.batch.BatchSpec;
import io.gristworks.core.batch.ControlEvent;
import io.gristworks.core.batch.Reports.JobReport;
import io.gristworks.core.lease.LeaseGrant;
import io.gristworks.core.lease.TaskDispatch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/** Keeps books of its own over the whole day, coordinators come and go, and compares. */
final class Ledger {
  private final List<Tally> tallies = new ArrayList<>();
  private final Map<UUID, JobReport> stored = new HashMap<>();
  private final Set<UUID> counted = new HashSet<>();
  private @Nullable BatchSpec spec;
  private boolean open;
  private long lastLease = -1;

  /** A node has stored a segment of outcomes. */
  void stored(JobReport report) {
    stored.put(report.segment().id(), report);
  }

  /** The coordinator has written an event. */
  void saw(BatchEvent event) {
    switch (event) {
      case BatchSubmitted submitted -> {
        spec = submitted.spec();
        open = submitted.open();
        spec.jobs().forEach(job -> tallies.add(new Tally(job)));
        submitted.inputs().forEach(part -> tallies.get(part.job()).took(part.tasks()));
      }
      case TasksAppended appended ->
          tallies.get(appended.part().job()).took(appended.part().tasks());
      case BatchSealed _ -> open = false;
      case OutcomesAccepted accepted -> accepted.outcomes().forEach(this::counted);
      case CancelRequested wish -> {
        wish.jobs().forEach(job -> tallies.get(job).cancelRequested());
        open &= !tallies.stream().allMatch(Tally::isEnding);
      }
      case TasksCancelled ended -> tallies.get(ended.job()).cancelled(ended.tasks());
      case ControlEvent.JobSkipped skipped -> {
        tallies.get(skipped.job()).cancelRequested();
        open &= !tallies.stream().allMatch(Tally::isEnding);
      }
      case CoordinatorAwoke _,
          BatchEvent.JobAdded _,
          BatchEvent.TasksDerived _,
          BatchEvent.SuspectsNamed _,
          BatchEvent.TasksQuarantined _,
          BatchEvent.FailedRetried _,
          BatchEvent.CanaryEnded _,
          ControlEvent _ -> {}
    }
  }

  private void counted(JobOutcomes outcomes) {
    var id = outcomes.segment().id();
    assertThat(counted.add(id)).as("segment %s counted once", id).isTrue();
    tallies.get(outcomes.job()).counted(outcomes, Objects.requireNonNull(stored.get(id)));
  }

  /** I3 and I5: the coordinator has granted a lease. */
  void granted(LeaseGrant grant, RoaringBitmap leasedBefore) {
    assertThat(grant.number()).as("lease numbers grow").isGreaterThan(lastLease);
    lastLease = grant.number();
    assertThat(open).as("an open batch was granted").isFalse();
    var wanted = Objects.requireNonNull(spec);
    for (var needed : wanted.jobs().get(grant.job()).afterNames()) {
      assertThat(tallies.get(wanted.indexOf(needed)).hasSucceededWhole())
          .as("job %d granted before %s has succeeded", grant.job(), needed)
          .isTrue();
    }
    tallies.get(grant.job()).granted(grant, leasedBefore);
  }

  /** After every step. */
  void check(Batch batch, TaskDispatch dispatch) {
    assertThat(batch.jobs()).hasSameSizeAs(tallies);
    for (int job = 0; job < tallies.size(); job++) {
      tallies.get(job).check(job, batch.jobs().get(job), dispatch);
    }
  }

  /**
   * When a coordinator ends, and what it had in memory may be spoilt: the journal tells the same
   * (I7), and each task was in one lease (I3): when all lapse, as many come back as were out.
   */
  void audit(Journal journal, Batch batch, TaskDispatch dispatch) {
    journal.checkThatReplayGives(batch);
    int out = 0;
    for (int job = 0; job < tallies.size(); job++) {
      out += dispatch.leased(job).getCardinality();
    }
    assertThat(dispatch.lapse(Set.of(), Instant.MAX)).as("tasks of all leases").isEqualTo(out);
    for (int job = 0; job < tallies.size(); job++) {
      assertThat(dispatch.leased(job).isEmpty()).as("nothing is out").isTrue();
      assertThat(dispatch.unstarted(job)).isZero();
    }
    check(batch, dispatch);
  }

  /** At the end of the day every task has its one outcome. */
  boolean isComplete() {
    return spec != null && !open && tallies.stream().allMatch(Tally::isDone);
  }

  @Override
  public String toString() {
    return tallies.size() + " jobs, " + counted.size() + " segments counted";
  }
}
