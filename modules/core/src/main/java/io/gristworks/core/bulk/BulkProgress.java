package io.gristworks.core.bulk;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a bulk operation is: all of it that changes.
 *
 * @param at the last batch that was looked at; null before the first
 * @param changed batches, or jobs, that are as wished now and were not before
 * @param already those that had been so; also those that were changed by a page that was cut
 * @param refused those that are not as wished
 * @param samples the first {@link #SAMPLES_MOST} of those, with why
 * @param revision rises by one with each change, from 0
 */
public record BulkProgress(
    BulkState state,
    @Nullable BulkPosition at,
    long changed,
    long already,
    long refused,
    List<BulkAnswer.Refused> samples,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    long revision) {
  /** So many refusals are told one by one. */
  public static final int SAMPLES_MOST = 20;

  /** Nothing is done yet. */
  public static final BulkProgress NONE =
      new BulkProgress(BulkState.ACCEPTED, null, 0, 0, 0, List.of(), null, null, 0);

  /** Copies the list. */
  public BulkProgress {
    samples = List.copyOf(samples);
  }

  /** How many have answered. */
  public long done() {
    return changed + already + refused;
  }

  /**
   * A page is done.
   *
   * @param end where it ended; null where it was empty
   * @param over whether it was the last of all
   */
  BulkProgress after(
      List<BulkAnswer> answers, @Nullable BulkPosition end, boolean over, Instant now) {
    long changes = changed;
    long repeats = already;
    long refusals = refused;
    var told = new ArrayList<>(samples);
    for (var answer : answers) {
      switch (answer) {
        case BulkAnswer.Changed _ -> changes++;
        case BulkAnswer.Already _ -> repeats++;
        case BulkAnswer.Refused refusal -> {
          refusals++;
          if (told.size() < SAMPLES_MOST) {
            told.add(refusal);
          }
        }
      }
    }
    return new BulkProgress(
        over ? BulkState.DONE : BulkState.RUNNING,
        end == null ? at : end,
        changes,
        repeats,
        refusals,
        told,
        startedAt == null ? now : startedAt,
        over ? now : null,
        revision + 1);
  }

  BulkProgress cancelled(Instant now) {
    return new BulkProgress(
        BulkState.CANCELLED, at, changed, already, refused, samples, startedAt, now, revision + 1);
  }
}
