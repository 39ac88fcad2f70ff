package io.gristworks.gateway.status;

import io.gristworks.core.batch.ErrorGroup;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Failures of one cause as users see them.
 *
 * @param id by which they can be tried again
 * @param pattern what their messages have in common; absent where the kind alone tells
 * @param count how many attempts failed so
 */
public record ErrorGroupView(
    String id,
    String kind,
    @Nullable String pattern,
    long count,
    int sampleTask,
    String sampleMessage,
    @Nullable Instant firstSeen,
    @Nullable Instant lastSeen) {
  /** The view of {@code group}. */
  public static ErrorGroupView of(ErrorGroup group) {
    return new ErrorGroupView(
        group.id(),
        group.kind(),
        group.pattern().isEmpty() ? null : group.pattern(),
        group.count(),
        group.sampleTask(),
        group.sampleMessage(),
        group.firstSeen(),
        group.lastSeen());
  }
}
