package io.gristworks.core.coordinator;

import java.time.Duration;

/**
 * What a coordinator does while it hears nothing. Decided by {@link Coordinator#activity}, carried
 * by whoever drives it, and looked at again after everything that it has heard.
 */
public enum Activity {
  /** Something may follow from time alone: it hears that time has passed every {@link #TICK}. */
  ACTIVE,
  /** The batch has ended: it may be put away when nobody has spoken to it for long. */
  ENDED,
  /** There is no batch, or its time is over: the same, after {@link #EMPTY_FOR}. */
  EMPTY;

  /** How often an active coordinator hears that time has passed. */
  public static final Duration TICK = Duration.ofMillis(250);

  /** How long the coordinator of nothing stays. */
  public static final Duration EMPTY_FOR = Duration.ofSeconds(10);
}
