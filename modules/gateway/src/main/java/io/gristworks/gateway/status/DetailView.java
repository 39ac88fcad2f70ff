package io.gristworks.gateway.status;

import io.gristworks.core.batch.JobLimits;
import io.gristworks.core.batch.Pause;
import io.gristworks.core.view.JobStatus;
import io.gristworks.gateway.explain.ReasonText;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is only sometimes worth telling of a job; absent where there is nothing to tell.
 *
 * @param paused who paused it, why and since when
 * @param skippedReason why it was never begun
 * @param waitingFor what it waits for before it may begin, each as a phrase
 * @param startAt it does not begin before
 * @param deadline when what is unfinished is cancelled
 * @param limits how much of it may go on at a time
 * @param suspects how many tasks must run alone, because a node died that ran them
 * @param quarantined how many of the failed tasks took down nodes
 * @param canary what becomes, or became, of the failed tasks that were tried again first
 */
record DetailView(
    @Nullable PauseView paused,
    @Nullable String skippedReason,
    List<String> waitingFor,
    @Nullable Instant startAt,
    @Nullable Instant deadline,
    @Nullable JobLimits limits,
    long suspects,
    long quarantined,
    @Nullable String canary) {
  static DetailView of(JobStatus job) {
    var detail = job.detail();
    var skipped = detail.skipReason();
    var canary = detail.canary();
    return new DetailView(
        PauseView.of(detail.paused()),
        skipped == null ? null : ReasonText.of(skipped),
        detail.waitingFor().stream().map(ReasonText::of).toList(),
        detail.startAt(),
        detail.deadline(),
        detail.limits().equals(JobLimits.NONE) ? null : detail.limits(),
        detail.suspects(),
        detail.quarantined(),
        canary == null ? null : ReasonText.of(canary));
  }

  /** Who or what paused a job, why, and since when. */
  record PauseView(String by, String reason, Instant at) {
    static @Nullable PauseView of(@Nullable Pause pause) {
      return pause == null
          ? null
          : new PauseView(ReasonText.by(pause.reason()), ReasonText.of(pause.reason()), pause.at());
    }
  }
}
