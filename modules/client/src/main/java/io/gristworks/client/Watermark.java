package io.gristworks.client;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * How far a watcher has seen. Events may come twice or late, after a reconnect or from a node that
 * took over; what was shown as done never becomes undone. For one thread.
 */
final class Watermark {
  private long revision = -1;
  private long completed = -1;
  private @Nullable JsonNode last;

  /**
   * Whether {@code status} is news, and no older than what was admitted before it; then it is the
   * mark.
   */
  boolean admits(WorkStatus status) {
    long done = status.counts().completed();
    if (status.revision() < revision || done < completed || status.document().equals(last)) {
      return false;
    }
    last = status.document();
    revision = status.revision();
    completed = done;
    return true;
  }
}
