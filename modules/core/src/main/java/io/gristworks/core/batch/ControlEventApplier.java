package io.gristworks.core.batch;

import java.util.List;
import java.util.function.Consumer;

/** What a batch is after events that say what may be done with it. */
final class ControlEventApplier {
  private ControlEventApplier() {}

  static void apply(ControlEvent event, Batch batch) {
    switch (event) {
      case ControlEvent.JobsPaused it ->
          each(batch, it.jobs(), job -> job.setPause(new Pause(it.reason(), it.at())));
      case ControlEvent.JobsResumed it -> each(batch, it.jobs(), job -> job.setPause(null));
      case ControlEvent.PriorityChanged it ->
          each(batch, it.jobs(), job -> job.setPriority(it.priority()));
      case ControlEvent.LimitsChanged it ->
          each(batch, it.jobs(), job -> job.setLimits(it.limits()));
      case ControlEvent.DeadlineChanged it ->
          each(batch, it.jobs(), job -> job.setDeadline(it.deadline()));
      case ControlEvent.StartTimeCame it -> each(batch, it.jobs(), JobControl::begin);
      case ControlEvent.GraceEnded it -> each(batch, it.jobs(), JobControl::interrupt);
      case ControlEvent.BudgetExhausted it ->
          each(batch, List.of(it.job()), job -> job.setBudgetSpent(true));
      case ControlEvent.JobStarted it -> batch.jobs().get(it.job()).start(it.at());
      case ControlEvent.JobSkipped it ->
          batch.settle(it.job(), it.at(), job -> job.control().skip(it.reason()));
      case ControlEvent.DerivationEnded it ->
          batch.settle(it.job(), it.at(), job -> job.dependencies().endDerivation());
      case ControlEvent.AwaitedBatchEnded it -> {
        batch.dependencies().ended(it.end());
        batch.dependencies().changed();
      }
      case ControlEvent.SegmentsDiscarded it -> batch.segments().discard(it.segments());
      case ControlEvent.BatchRetired _ -> {} // see Retirement
    }
  }

  private static void each(Batch batch, List<Integer> places, Consumer<JobControl> change) {
    places.forEach(at -> change.accept(batch.jobs().get(at).control()));
  }
}
