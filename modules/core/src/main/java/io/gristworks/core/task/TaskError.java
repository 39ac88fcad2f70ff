package io.gristworks.core.task;

import org.jspecify.annotations.Nullable;

/**
 * Why an attempt failed. What a handler says without bounds is cut off, in bytes of UTF-8: it is
 * stored and sent as often as tasks fail.
 *
 * @param kind what sort of failure, in few stable words: {@code timeout}, or the handler's own; at
 *     most {@value #KIND_BYTES_MAX} bytes
 * @param message what happened, for people; at most {@value #MESSAGE_BYTES_MAX} bytes
 * @param detail where it happened, a stack trace say; at most {@value #DETAIL_BYTES_MAX} bytes
 * @param permanent whether another attempt cannot help
 */
public record TaskError(String kind, String message, @Nullable String detail, boolean permanent) {
  /** The most bytes of a kind. */
  public static final int KIND_BYTES_MAX = 200;

  /** The most bytes of a message. */
  public static final int MESSAGE_BYTES_MAX = 2_000;

  /** The most bytes of a detail. */
  public static final int DETAIL_BYTES_MAX = 16_000;

  /** Cuts off what is too long, and mends what cannot be written. */
  public TaskError {
    kind = Text.cut(Text.wellFormed(kind), KIND_BYTES_MAX);
    message = Text.cut(Text.wellFormed(message), MESSAGE_BYTES_MAX);
    detail = detail == null ? null : Text.cut(Text.wellFormed(detail), DETAIL_BYTES_MAX);
  }

  /** How many bytes its texts have in UTF-8. */
  public int bytes() {
    return Text.bytes(kind) + Text.bytes(message) + (detail == null ? 0 : Text.bytes(detail));
  }
}
