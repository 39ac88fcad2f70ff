package io.gristworks.core.batch;

import io.gristworks.core.batch.Decision.Accepted;
import io.gristworks.core.batch.Decision.AlreadyTrue;
import io.gristworks.core.batch.Decision.Refused;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;

/** When a batch's time is over: only after its end, and only for good. */
final class Retirement {
  private Retirement() {}

  static Decision decide(Batch batch, Instant finishedBefore, Instant now) {
    var id = batch.id().value();
    if (batch.isRetired()) {
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
    return Accepted.of(new BatchEvent.BatchRetired(uploads, now));
  }
}
