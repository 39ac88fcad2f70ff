package io.gristworks.core.coordinator;

import io.gristworks.core.batch.Batch;
import io.gristworks.core.batch.Decision.Accepted;
import io.gristworks.core.coordinator.CoordinatorInput.SegmentsListed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Deletes what an ended batch has stored and never counted. The stored segments are listed page by
 * page; those that were not counted are written down as discarded, so that no report can count them
 * later, and deleted by their ids once that is durable.
 *
 * <p>Failed tasks may be tried again at any moment. From then on nothing more is discarded, and a
 * page that was asked for before is passed over; at the next end it begins anew. A sweep that is
 * cut short begins anew when the batch is next read; what it leaves goes with the whole batch.
 */
final class SegmentSweep {
  private final Batch batch;

  /** The sweep under way, or the last; 0 for none since the batch was read, or goes on. */
  private long sweep;

  private final LongSupplier numbers;
  private boolean over;

  /**
   * Sweeps nothing yet.
   *
   * @param numbers gives each search in the store a number that no other has
   */
  SegmentSweep(Batch batch, LongSupplier numbers) {
    this.batch = batch;
    this.numbers = numbers;
  }

  /** Adds what is to be done first, where the batch has just ended. */
  void send(List<CoordinatorEffect> effects) {
    if (!batch.isFinished()) {
      sweep = 0;
      over = false;
    } else if (sweep == 0) {
      sweep = numbers.getAsLong();
      effects.add(new CoordinatorEffect.DeleteCheckpoints((batch.incarnation() + 1) << 32));
      effects.add(new CoordinatorEffect.ListSegments(sweep, null));
    }
  }

  /** What becomes of a page of stored segments. */
  Transition listed(SegmentsListed page, Instant now) {
    if (!isCurrent(page.search())) {
      return Transition.of(List.of());
    }
    over = page.isLast();
    var effects = new ArrayList<CoordinatorEffect>();
    var unwanted = batch.segments().uncountedAmong(page.segments());
    if (!unwanted.isEmpty()) {
      effects.add(new CoordinatorEffect.DeleteSegments(List.copyOf(unwanted)));
    }
    if (!over) {
      effects.add(new CoordinatorEffect.ListSegments(sweep, page.segments().getLast()));
    }
    return batch.segments().discard(page.segments(), now) instanceof Accepted(var events)
        ? new Transition(events, effects)
        : Transition.of(effects);
  }

  /** A page could not be listed. */
  void failed(long of) {
    over |= isCurrent(of);
  }

  /** Whether that search is a sweep, and under way. */
  boolean isCurrent(long of) {
    return of == sweep && batch.isFinished();
  }

  /** Whether nothing is to be heard any more of what is stored of the batch, which has ended. */
  boolean isOver() {
    return over;
  }
}
