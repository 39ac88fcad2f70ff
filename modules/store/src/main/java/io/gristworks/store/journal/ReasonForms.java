package io.gristworks.store.journal;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.gristworks.core.batch.CanaryState;
import io.gristworks.core.batch.CancelReason;
import io.gristworks.core.batch.PauseReason;
import io.gristworks.core.batch.SkipReason;
import java.util.Map;

/** The names of the kinds of reasons in the journal. */
final class ReasonForms {
  private static final Map<Class<?>, String> NAMES =
      Map.ofEntries(
          Map.entry(CancelReason.Asked.class, "asked"),
          Map.entry(CancelReason.DeadlinePassed.class, "deadline"),
          Map.entry(CancelReason.TotalTimeOver.class, "total-time"),
          Map.entry(CancelReason.BudgetExhausted.class, "budget"),
          Map.entry(PauseReason.Asked.class, "asked"),
          Map.entry(PauseReason.BudgetExhausted.class, "budget"),
          Map.entry(SkipReason.JobSkipped.class, "job-skipped"),
          Map.entry(SkipReason.JobNotSucceeded.class, "job-not-succeeded"),
          Map.entry(SkipReason.JobCancelled.class, "job-cancelled"),
          Map.entry(SkipReason.JobNotFailed.class, "job-not-failed"),
          Map.entry(SkipReason.SourceSkipped.class, "source-skipped"),
          Map.entry(SkipReason.BatchEndedOtherwise.class, "batch-ended-otherwise"),
          Map.entry(CanaryState.UnderWay.class, "under-way"),
          Map.entry(CanaryState.JobCancelled.class, "job-cancelled"),
          Map.entry(CanaryState.TaskFailed.class, "task-failed"),
          Map.entry(CanaryState.AllSucceeded.class, "all-succeeded"));

  private ReasonForms() {}

  static void addTo(SimpleModule module) {
    for (var type :
        new Class<?>[] {
          CancelReason.class, PauseReason.class, SkipReason.class, CanaryState.class
        }) {
      module.setMixInAnnotation(type, KindForm.class);
      for (var kind : type.getPermittedSubclasses()) {
        var name = NAMES.get(kind);
        if (name == null) {
          throw new IllegalStateException("no name for " + kind);
        }
        module.registerSubtypes(new NamedType(kind, name));
      }
    }
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  private interface KindForm {}
}
