package io.gristworks.core.retention;

/** What there is of a batch, in the order in which it is deleted. */
public enum BatchPart {
  /** The segments of outcomes. */
  OUTCOMES,
  /** The segments of its inputs, with their uploads. */
  INPUTS,
  /** The snapshots. */
  SNAPSHOTS,
  /** The journal but for its last event, which says that the batch has retired. */
  EVENTS,
  /**
   * That last event and the rows of lists, all in one: the batch is found by these, and without
   * them there is nothing to be found.
   */
  END;

  /** What is deleted after this; after the end there is nothing. */
  BatchPart next() {
    return switch (this) {
      case OUTCOMES -> INPUTS;
      case INPUTS -> SNAPSHOTS;
      case SNAPSHOTS -> EVENTS;
      case EVENTS, END -> END;
    };
  }
}
