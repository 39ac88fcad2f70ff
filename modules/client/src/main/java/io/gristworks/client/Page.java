package io.gristworks.client;

import java.util.List;
import java.util.Optional;

/**
 * A part of a list.
 *
 * @param items in the server's order, the newest first
 * @param nextCursor where the next part starts; empty at the end
 */
public record Page<T>(List<T> items, Optional<String> nextCursor) {
  /** Copies the list. */
  public Page {
    items = List.copyOf(items);
  }
}
