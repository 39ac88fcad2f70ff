package io.gristworks.core.batch;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Which stored segments of outcomes a batch needs. A segment is counted once or discarded, never
 * both: what was counted is deleted with the whole batch only.
 */
public final class BatchSegments {
  private final Batch batch;
  private final Set<UUID> discarded = new LinkedHashSet<>();

  BatchSegments(Batch batch) {
    this.batch = batch;
  }

  void discard(Collection<UUID> segments) {
    discarded.addAll(segments);
  }

  /**
   * Shall those of {@code stored} be given up that were not counted? Only when the batch has ended:
   * before, a report of them may be under way.
   */
  public Decision discard(Collection<UUID> stored, Instant now) {
    if (!batch.isFinished()) {
      return new Decision.Refused(new Refusal.NotFinished(batch.id().value()));
    }
    var unwanted = uncountedAmong(stored);
    unwanted.removeAll(discarded);
    return unwanted.isEmpty()
        ? new Decision.AlreadyTrue()
        : Decision.Accepted.of(new ControlEvent.SegmentsDiscarded(List.copyOf(unwanted), now));
  }

  /** Whether the segment was given up: it may be gone, and must not be counted. */
  public boolean isDiscarded(UUID segment) {
    return discarded.contains(segment);
  }

  /** Those given up so far, in that order. */
  List<UUID> discarded() {
    return List.copyOf(discarded);
  }

  /** Those of {@code stored} that were not counted. Looks at each counted segment once. */
  public Set<UUID> uncountedAmong(Collection<UUID> stored) {
    var uncounted = new LinkedHashSet<>(stored);
    for (var job : batch.jobs()) {
      job.segments().forEach(segment -> uncounted.remove(segment.id()));
    }
    return uncounted;
  }
}
