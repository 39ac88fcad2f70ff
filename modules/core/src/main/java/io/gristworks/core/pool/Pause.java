package io.gristworks.core.pool;

/** How long to leave somebody alone who had nothing: twice as long each time, within bounds. */
final class Pause {
  private long lengthNanos;
  private long endsAt;

  /** It is over when it ends, and before it has begun. */
  boolean isOver(long now) {
    return lengthNanos == 0 || now - endsAt >= 0;
  }

  /** Begins a pause longer than the last; returns its end. */
  long lengthen(long now, long minNanos, long maxNanos) {
    lengthNanos = Math.clamp(lengthNanos * 2, minNanos, maxNanos);
    endsAt = now + lengthNanos;
    return endsAt;
  }

  /** Forgets all pauses. */
  void clear() {
    lengthNanos = 0;
  }
}
