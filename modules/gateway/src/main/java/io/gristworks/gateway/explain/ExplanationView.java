package io.gristworks.gateway.explain;

import io.gristworks.core.batch.Status;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * An explanation as users see it.
 *
 * @param id whose it is
 * @param job of a job its name
 * @param sentence the most decisive reason
 * @param eta how long it will take still; absent where that is not known
 * @param jobs of a batch what keeps its unfinished jobs; else absent
 */
record ExplanationView(
    String id,
    @Nullable String job,
    @Nullable Integer task,
    String status,
    String sentence,
    List<ReasonView> reasons,
    @Nullable EtaRange eta,
    @Nullable List<ExplanationView> jobs) {
  /** A reason with its kind in lower case. */
  record ReasonView(String kind, String sentence, SortedMap<String, Object> figures) {
    static ReasonView of(Reason reason) {
      return new ReasonView(
          reason.kind().name().toLowerCase(Locale.ROOT), reason.sentence(), reason.figures());
    }
  }

  static ExplanationView of(
      String id,
      @Nullable String job,
      Status status,
      List<Reason> reasons,
      @Nullable EtaRange eta,
      @Nullable List<ExplanationView> jobs) {
    return new ExplanationView(
        id,
        job,
        null,
        status.name().toLowerCase(Locale.ROOT),
        reasons.getFirst().sentence(),
        reasons.stream().map(ReasonView::of).toList(),
        eta,
        jobs);
  }

  static ExplanationView ofTask(String id, String job, int task, String state, List<Reason> why) {
    return new ExplanationView(
        id,
        job,
        task,
        state,
        why.getFirst().sentence(),
        why.stream().map(ReasonView::of).toList(),
        null,
        null);
  }
}
