package io.gristworks.core.coordinator;

import io.gristworks.core.batch.BatchEvent;
import java.util.List;

/**
 * What follows from one piece of news.
 *
 * @param events to be made durable, all or none; where there are any, they are to be applied to the
 *     batch and {@link Coordinator#written} says the rest
 * @param effects to be carried out: now where there are no events, else once they are durable
 */
public record Transition(List<BatchEvent> events, List<CoordinatorEffect> effects) {
  /** Copies the lists. */
  public Transition {
    events = List.copyOf(events);
    effects = List.copyOf(effects);
  }

  static Transition of(List<CoordinatorEffect> effects) {
    return new Transition(List.of(), effects);
  }
}
