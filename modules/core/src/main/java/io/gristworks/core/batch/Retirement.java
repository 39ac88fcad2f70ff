package io.gristworks.core.batch;

import io.gristworks.core.batch.BatchEvent.BatchSubmitted;
import io.gristworks.core.batch.ControlEvent.BatchRetired;
import io.gristworks.core.batch.Decision.Accepted;
import io.gristworks.core.batch.Decision.AlreadyTrue;
import io.gristworks.core.batch.Decision.Refused;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When a batch's time is over: only after its end, and for good. Its journal may then be deleted,
 * beginning with its beginning; what is left of it still says that the batch has retired.
 */
public final class Retirement {
  private final Batch batch;
  private @Nullable BatchRetired event;
  private boolean beheaded;

  Retirement(Batch batch) {
    this.batch = batch;
  }

  /** Shall nothing of the batch be needed any more, if it ended before {@code finishedBefore}? */
  public Decision decide(Instant finishedBefore, Instant now) {
    var id = batch.id().value();
    if (event != null) {
      return new AlreadyTrue();
    }
    if (!batch.exists()) {
      return new Refused(new Refusal.UnknownBatch(id));
    }
    if (!batch.isFinished()) {
      return new Refused(new Refusal.NotFinished(id));
    }
    var finishedAt =
        batch.jobs().stream()
            .map(JobProgress::finishedAt)
            .filter(Objects::nonNull)
            .max(Comparator.naturalOrder())
            .orElse(batch.createdAt());
    if (!finishedAt.isBefore(finishedBefore)) {
      return new Refused(new Refusal.FinishedLater(id, finishedAt));
    }
    var uploads =
        batch.jobs().stream()
            .flatMap(job -> job.inputs().stream())
            .map(part -> part.upload())
            .distinct()
            .toList();
    return Accepted.of(new BatchRetired(uploads, now));
  }

  /** Whether an event changes nothing but this, or, of a journal without its beginning, nothing. */
  boolean takes(BatchEvent applied) {
    if (applied instanceof BatchRetired retired) {
      event = retired;
      return true;
    }
    beheaded |= !batch.exists() && !(applied instanceof BatchSubmitted);
    return beheaded;
  }

  /** The batch's last event, where its time is over. It may be all that is known of the batch. */
  public @Nullable BatchRetired event() {
    return event;
  }

  /** Whether the batch's time is over, so that everything is refused. */
  public boolean hasCome() {
    return event != null;
  }

  /** Why nothing can be told of the batch at all, where that is so. */
  public Optional<Refusal> refusal() {
    var id = batch.id().value();
    if (hasCome()) {
      return Optional.of(new Refusal.BatchRetired(id));
    }
    return batch.exists() ? Optional.empty() : Optional.of(new Refusal.UnknownBatch(id));
  }

  /** Whether the journal lacks its beginning, and yet is not being deleted: a defect. */
  public boolean isContradicted() {
    return beheaded && event == null;
  }
}
