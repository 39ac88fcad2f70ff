package io.gristworks.core.coordinator;

import io.gristworks.core.batch.Batch;
import io.gristworks.core.batch.BatchEvent;
import io.gristworks.core.coordinator.CoordinatorEffect.ListSegments;
import io.gristworks.core.coordinator.CoordinatorEffect.ReadSegments;
import io.gristworks.core.coordinator.CoordinatorInput.SegmentsListed;
import io.gristworks.core.coordinator.CoordinatorInput.SegmentsRead;
import io.gristworks.core.lease.LostLeases;
import io.gristworks.core.lease.TaskDispatch;
import io.gristworks.core.worker.SegmentIds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts what lost nodes had stored and not reported, so that it does not run again. When leases
 * are lost, or a takeover begins to grant, the stored segments of the batch are searched: those
 * that may hold outcomes of the lost leases are listed page by page, and those that were not
 * counted are read. Until that is over, at most {@link #WITHIN}, nobody else runs the tasks.
 *
 * <p>Where nothing is lost nothing is read. What a node stores after it was listed runs again, as
 * long as the node does not report it; a segment is counted once, whoever tells of it.
 */
final class LostOutcomes {
  /** So long tasks wait; a database that takes longer is in trouble. */
  static final Duration WITHIN = Duration.ofSeconds(5);

  /** So that not too much lies in memory, however much was left behind. */
  private static final int READ_AT_ONCE = 16;

  private final Batch batch;
  private final LostLeases leases;
  private final ReportCollector reports;
  private final Takeover takeover;
  private final LongSupplier numbers;
  private final Deque<UUID> unread = new ArrayDeque<>();

  /** The search under way; 0 for none. */
  private long search;

  private Instant until = Instant.MIN;
  private @Nullable UUID listed;
  private boolean listedAll;

  /** What was asked for last, and whether it failed. */
  private @Nullable CoordinatorEffect asked;

  private boolean failed;
  private int counted;

  LostOutcomes(
      Batch batch,
      LostLeases leases,
      ReportCollector reports,
      Takeover takeover,
      LongSupplier numbers) {
    this.batch = batch;
    this.leases = leases;
    this.reports = reports;
    this.takeover = takeover;
    this.numbers = numbers;
  }

  /**
   * Whether a takeover must search before anything is granted: leases are not known then, but tasks
   * without an outcome of a job that has begun may have been in one; also those that wait for a
   * retry by this clock, for they may have run by that of an earlier coordinator.
   */
  boolean isNeededFor(TaskDispatch dispatch) {
    for (int at = 0; at < batch.jobs().size() && !batch.isOpen(); at++) {
      var job = batch.jobs().get(at);
      if (job.finishedAt() == null
          && job.dependencies().released()
          && job.control().begun()
          && !job.control().isOver()
          && !(dispatch.pending(at).isEmpty() && dispatch.waiting(at).isEmpty())) {
        return true;
      }
    }
    return false;
  }

  /** Ends a search that has nothing more to ask, and begins the next where something is lost. */
  void send(List<CoordinatorEffect> effects, Now now) {
    if (search != 0 && asked == null) {
      end(effects, true);
    }
    if (search == 0 && (takeover.isSearching() || !leases.isEmpty())) {
      begin(effects, now);
    }
  }

  private void begin(List<CoordinatorEffect> effects, Now now) {
    search = numbers.getAsLong();
    until = now.steady().plus(WITHIN);
    counted = 0;
    unread.clear();
    listedAll = false;
    var from = leases.search(search);
    boolean all = takeover.isSearching() || from.isEmpty();
    listed = all ? null : SegmentIds.before(from.getAsLong());
    ask(effects, new ListSegments(search, listed));
  }

  /** Some of what is stored. */
  List<CoordinatorEffect> listed(SegmentsListed page) {
    if (page.search() != search) {
      return List.of();
    }
    var effects = new ArrayList<CoordinatorEffect>();
    listedAll = page.isLast();
    if (!page.segments().isEmpty()) {
      listed = page.segments().getLast();
    }
    var reported = leases.reported();
    for (var segment : batch.segments().uncountedAmong(page.segments())) {
      if (!batch.segments().isDiscarded(segment) && !reported.test(SegmentIds.leaseOf(segment))) {
        unread.add(segment);
      }
    }
    goOn(effects);
    return effects;
  }

  /** What segments tell: counted where it may be. */
  Optional<BatchEvent> read(SegmentsRead read, List<CoordinatorEffect> effects, Now now) {
    if (read.search() != search) {
      return Optional.empty();
    }
    var event = reports.count(read.reports(), now);
    if (event.isPresent() && event.get() instanceof BatchEvent.OutcomesAccepted accepted) {
      counted += accepted.outcomes().size();
    }
    goOn(effects);
    return event;
  }

  private void goOn(List<CoordinatorEffect> effects) {
    if (!unread.isEmpty()) {
      var some = new ArrayList<UUID>();
      while (some.size() < READ_AT_ONCE && !unread.isEmpty()) {
        some.add(unread.remove());
      }
      ask(effects, new ReadSegments(search, some));
    } else if (!listedAll) {
      ask(effects, new ListSegments(search, listed));
    } else {
      asked = null; // and the search ends once what was counted is written
    }
  }

  private void ask(List<CoordinatorEffect> effects, CoordinatorEffect question) {
    asked = question;
    failed = false;
    effects.add(question);
  }

  /** A page could not be listed, or read: asked for again with the next tick. */
  void failed(long of) {
    failed |= of == search;
  }

  /** Time has passed. */
  void ticked(List<CoordinatorEffect> effects, Now now) {
    if (search == 0) {
      return;
    }
    if (!now.steady().isBefore(until)) {
      end(effects, false);
    } else if (failed && asked != null) {
      ask(effects, asked);
    }
  }

  private void end(List<CoordinatorEffect> effects, boolean isWhole) {
    int pending = leases.release(search);
    effects.add(new CoordinatorEffect.LostSearched(counted, pending, isWhole));
    effects.add(new CoordinatorEffect.TellSelf(new CoordinatorInput.Follow()));
    search = 0;
    takeover.searched();
  }
}
