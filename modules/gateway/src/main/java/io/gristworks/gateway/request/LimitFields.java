package io.gristworks.gateway.request;

import io.gristworks.core.batch.JobLimits;
import java.util.List;

/**
 * Reads {@code limits}: {@code max_concurrent}, the most tasks at once, and {@code per_second}, the
 * most tasks handed out a second; 0 or absent where there is no limit.
 */
public final class LimitFields {
  /** The names of the fields. */
  public static final List<String> FIELDS = List.of("max_concurrent", "per_second");

  private static final long CONCURRENT_MAX = 1_000_000_000;

  private LimitFields() {}

  /** The limits in the field {@code limits}; none where it is absent or wrong. */
  public static JobLimits read(RequestFields fields) {
    var limits = fields.inner("limits");
    if (limits == null) {
      return JobLimits.NONE;
    }
    limits.allow(FIELDS);
    return of(limits);
  }

  /** The limits that stand among other fields. */
  public static JobLimits of(RequestFields limits) {
    return new JobLimits(
        (int) limits.integer("max_concurrent", 0, CONCURRENT_MAX, 0), limits.rate("per_second"));
  }
}
