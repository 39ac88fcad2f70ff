package io.gristworks.core.batch;

import java.util.List;

/** The batch's answer to a wish. */
public sealed interface Decision {

  /** Granted: these events are to be written, and then it is so. */
  record Accepted(List<BatchEvent> events) implements Decision {
    /** Copies the list. */
    public Accepted {
      events = List.copyOf(events);
    }

    /** One or more events. */
    public static Accepted of(BatchEvent... events) {
      return new Accepted(List.of(events));
    }
  }

  /** It was so before. */
  record AlreadyTrue() implements Decision {}

  /** Not granted. */
  record Refused(Refusal refusal) implements Decision {}
}
