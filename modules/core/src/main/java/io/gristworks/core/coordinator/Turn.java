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
public record Turn(List<BatchEvent> events, List<CoordinatorEffect> effects) {
  /** Copies the lists. */
  public Turn {
    events = List.copyOf(events);
    effects = List.copyOf(effects);
  }

  static Turn of(List<CoordinatorEffect> effects) {
    return new Turn(List.of(), effects);
  }
}
