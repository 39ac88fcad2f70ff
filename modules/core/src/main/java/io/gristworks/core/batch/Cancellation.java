package io.gristworks.core.batch;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A job is being cancelled: nothing of it starts any more.
 *
 * @param reason who or what asked
 * @param graceUntil until when what runs may end by itself; null where it is interrupted
 */
public record Cancellation(CancelReason reason, @Nullable Instant graceUntil) {
  /** Whether what runs is to be interrupted. */
  public boolean interrupts() {
    return graceUntil == null;
  }
}
