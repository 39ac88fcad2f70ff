package io.gristworks.engine.worker.outcome;

import io.gristworks.core.node.EndedAttempts;
import io.gristworks.core.task.TaskSet;
import org.jspecify.annotations.Nullable;

/** Outcomes of one lease that its worker has handed over: they change no more. */
public final class LeaseOutcomes implements EndedAttempts {
  private final Outcomes outcomes;
  private @Nullable TaskSet tasks;

  /** Takes the outcomes over: nobody else may change them from here on. */
  public LeaseOutcomes(Outcomes outcomes) {
    this.outcomes = outcomes;
  }

  /** What is in them. */
  public Outcomes outcomes() {
    return outcomes;
  }

  @Override
  public int size() {
    return outcomes.size();
  }

  @Override
  public long bytes() {
    return outcomes.bytes();
  }

  @Override
  public long firstEndedAt() {
    return outcomes.firstEndedAt();
  }

  @Override
  public TaskSet tasks() {
    var known = tasks;
    if (known == null) {
      known = TaskSet.owning(outcomes.tasks());
      tasks = known;
    }
    return known;
  }
}
