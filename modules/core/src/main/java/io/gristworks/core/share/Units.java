package io.gristworks.core.share;

import io.gristworks.core.batch.JobLimits;
import io.gristworks.core.share.LimitKey.Measure;

/**
 * What a limit is cut into: of a limit of concurrency, tasks; of a rate, about one task a second.
 *
 * @param count how many there are; 0 where nothing is limited
 * @param perSecond the tasks a second of one of them; 0 where no rate is limited
 * @param burst the most tokens that one of them may gather; at least 1, as less lets nothing out. A
 *     rate below 1 is one unit
 */
public record Units(long count, double perSecond, double burst) {
  /** Of no limit. */
  public static final Units NONE = new Units(0, 0, 0);

  /** Those of limits, in one measure. */
  public static Units of(JobLimits limits, Measure measure) {
    return switch (measure) {
      case CONCURRENT -> new Units(limits.maxConcurrent(), 0, 0);
      case RATE -> ofRate(limits.perSecond());
    };
  }

  private static Units ofRate(double rate) {
    if (rate == 0) {
      return NONE;
    }
    long count = Math.max(1, (long) Math.min(rate, Integer.MAX_VALUE));
    return new Units(count, rate / count, Math.max(1, rate) / count);
  }

  /** Whether anything is limited. */
  public boolean isLimit() {
    return count > 0;
  }
}
