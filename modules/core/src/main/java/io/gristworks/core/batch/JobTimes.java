package io.gristworks.core.batch;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a job may run.
 *
 * @param startAt not before; null for at once
 * @param deadline what has no outcome then is cancelled; null for never
 * @param total what has no outcome so long after the first task was handed out is cancelled; null
 *     for never. A retry of failed tasks begins it anew
 */
public record JobTimes(
    @Nullable Instant startAt, @Nullable Instant deadline, @Nullable Duration total) {
  /** Whenever it comes to that. */
  public static final JobTimes ANY = new JobTimes(null, null, null);
}
