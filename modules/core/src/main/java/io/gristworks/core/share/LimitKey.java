package io.gristworks.core.share;

import java.util.Comparator;

/**
 * One number that holds in the whole cluster.
 *
 * @param scope whose work it limits
 * @param name of the tenant or operation
 */
public record LimitKey(Scope scope, String name, Measure measure) implements Comparable<LimitKey> {
  private static final Comparator<LimitKey> ORDER =
      Comparator.comparing(LimitKey::scope)
          .thenComparing(LimitKey::name)
          .thenComparing(LimitKey::measure);

  /** Whose work is limited. */
  public enum Scope {
    /** That of one tenant. */
    TENANT,
    /** That of one operation. */
    OPERATION
  }

  /** What of it. */
  public enum Measure {
    /** How many tasks are out at once. */
    CONCURRENT,
    /** How many tasks go out a second. */
    RATE
  }

  @Override
  public int compareTo(LimitKey other) {
    return ORDER.compare(this, other);
  }
}
